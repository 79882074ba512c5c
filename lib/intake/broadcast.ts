import type { BroadcastDelivery } from "../domain/broadcast/broadcast";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { type StoredDelivery, storeDeliveries } from "../ledger/broadcast/broadcast";
import { together } from "../ledger/generation/together";
import { decodeExport } from "../openrouter/broadcast/decode";
import { decodeExportRequest } from "../openrouter/broadcast/otlp-protobuf";

export { encodeExportResponse, encodeStatus } from "../openrouter/broadcast/otlp-protobuf";

export type BroadcastFormat = "json" | "protobuf";

export interface DeliveryTaken {
  /** Generations that are in the books now, whether or not they told anything new. */
  taken: number;
  /** Generations that are not. */
  refused: number;
  /** Which and why, and what was left out of those that are; null: nothing to say. */
  remark: string | null;
}

/** More generations than one transaction should hold, unless a single delivery has them. */
const HEAVIEST = 2_000;
/** More words than anybody reads in an answer. */
const LONGEST_REMARK = 2_000;

interface Item {
  scope: AuthorizedScope;
  delivery: BroadcastDelivery;
}

/** PostgreSQL's error classes for values that it cannot take; any other error says nothing about what was sent. */
function isBadValue(error: unknown): boolean {
  return error instanceof WaybillError || /^(22|23|54)/.test(String((error as { code?: unknown }).code ?? ""));
}

/** Deliveries of one organization share a commit; the queue is in this process, the order between processes is PostgreSQL's. */
const store = together<Item, StoredDelivery>(
  async (items) => {
    const [first] = items;
    if (!first) return [];
    return storeDeliveries(
      first.scope,
      items.map(({ delivery }) => delivery),
    );
  },
  { heaviest: HEAVIEST, hands: 3, liesInItem: isBadValue },
);

const UTF8 = new TextDecoder();

function unreadable(message: string): WaybillError {
  return new WaybillError("invalid_input", message, { todo: "Send an OTLP ExportTraceServiceRequest." });
}

/** A sender who means something else must not be told that it was taken. */
function isExport(parsed: unknown): boolean {
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return false;
  const { resourceSpans = [] } = parsed as { resourceSpans?: unknown };
  return Array.isArray(resourceSpans);
}

function parse(body: Uint8Array, format: BroadcastFormat): unknown {
  let parsed: unknown = {};
  try {
    if (format === "protobuf") return decodeExportRequest(body);
    const text = UTF8.decode(body);
    if (text.trim() !== "") parsed = JSON.parse(text);
  } catch {
    throw unreadable(`The body is no ${format === "json" ? "JSON" : "protobuf"}, or was cut short.`);
  }
  if (!isExport(parsed)) throw unreadable("The body is JSON, but no list of resourceSpans.");
  return parsed;
}

function remarkOf(refused: BroadcastDelivery["refused"], remarks: readonly string[]): string | null {
  const lines = [...refused.map(({ generation, reason }) => `${generation}: ${reason}`), ...remarks];
  if (lines.length === 0) return null;
  const text = lines.join("; ");
  return text.length <= LONGEST_REMARK ? text : `${text.slice(0, LONGEST_REMARK).toWellFormed()}…`;
}

/**
 * Takes one OTLP export, as Broadcast or an OpenTelemetry collector sends it, and returns once its generations are
 * committed; taking it again changes nothing. Prompts and completions are not kept. Throws WaybillError `invalid_input`
 * for a body that cannot be read, or when no generation of it could be placed; `forbidden` where the scope does not
 * permit it.
 */
export async function takeDelivery(
  scope: AuthorizedScope,
  sent: { body: Uint8Array; format: BroadcastFormat; connectionId: string | null },
  receivedAt: Date,
): Promise<DeliveryTaken> {
  permit(scope, "imports.manage");
  const { generations, refused, remarks } = decodeExport(parse(sent.body, sent.format), receivedAt);
  if (generations.length === 0 && refused.length === 0) return { taken: 0, refused: 0, remark: null };
  const delivery = { generations, refused, connectionId: sent.connectionId, receivedAt };
  const stored = await store({ scope, delivery }, { lane: scope.organizationId, weight: generations.length });
  const [unplaced] = stored.refused;
  if (unplaced && stored.taken === 0) {
    throw new WaybillError("invalid_input", `Nobody can tell whose ${unplaced.generation} is: ${unplaced.reason}.`, {
      todo: "Correct the address of the destination at OpenRouter.",
    });
  }
  const all = [...refused, ...stored.refused];
  return { taken: stored.taken, refused: all.length, remark: remarkOf(all, remarks) };
}
