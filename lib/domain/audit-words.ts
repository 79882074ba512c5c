import { formatUsdExact } from "./format";
import { parseUsd } from "./usd";

/** `connection.key_replaced` reads "connection key replaced". */
export function auditAction(action: string): string {
  return action.replace(/[._]/g, " ");
}

/** Who did it, as ledger/audit.ts names him: an e-mail address, a token, the command line, or Waybill by itself. */
export function auditActor(actor: string): string {
  if (actor === "job") return "Waybill";
  if (actor === "operator") return "command line";
  return actor.replace(/^token:/, "token ");
}

/** `fromDay` reads "from day", and `amountUsd` "amount", since its value is told in dollars. */
function nameWords(name: string): string {
  return name
    .replace(/Usd$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
}

function valueWords(name: string, value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (name.endsWith("Usd") && typeof value === "string") {
    try {
      return formatUsdExact(parseUsd(value));
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((each) => valueWords("", each)).join(", ") || "none";
  if (typeof value === "object") {
    const inside = auditParticulars(value as Record<string, unknown>);
    return inside === "" ? "none" : `(${inside})`;
  }
  return String(value);
}

/** What changed, in one line, whatever an entry holds; "none" for what is empty. */
export function auditParticulars(detail: Readonly<Record<string, unknown>> | null): string {
  return Object.entries(detail ?? {})
    .map(([name, value]) => `${nameWords(name)}: ${valueWords(name, value)}`)
    .join(" · ");
}
