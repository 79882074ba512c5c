import { formatCount, formatUsd } from "../../domain/format";
import { WARNING_WORDS } from "../../domain/reconciliation/words";
import { type Usd, ZERO_USD } from "../../domain/usd";
import type { ReportReconciliation, Section } from "../../domain/weekly-report/weekly-report";
import { type Reconciliation, reconciliation } from "../reconciliation/reconciliation";
import type { AskedWeek } from "./asked-week";

function sumWords({ total }: Reconciliation): string {
  const parts = [`${formatUsd(total.explainedUsd)} explained by single requests`];
  if (total.remainderUsd !== ZERO_USD) parts.push(`${formatUsd(total.remainderUsd)} known by key and model alone`);
  const [sign, size] = total.differenceUsd < 0n ? ["−", -total.differenceUsd] : ["+", total.differenceUsd];
  const difference = total.differenceUsd === ZERO_USD ? "" : ` ${sign} ${formatUsd(size as Usd)} difference`;
  return `${formatUsd(total.billedUsd)} billed = ${parts.join(" + ")}${difference}`;
}

function restatedWords({ restatements }: Reconciliation): string {
  const days = new Set(restatements.map(({ day }) => day)).size;
  if (days === 0) return "";
  return ` OpenRouter changed ${days === 1 ? "one day" : `${days} days`} of it after settling.`;
}

/** Whether the week's books balance, in a line. Only the whole organization has a bill to hold them against. */
export async function askReconciliation({ scope, period, now }: AskedWeek): Promise<Section<ReportReconciliation>> {
  if (!scope.permissions.includes("reconciliation.read")) {
    return {
      known: false,
      why: "OpenRouter bills the whole organization: the report of the organization says whether its books balance.",
    };
  }
  const found = await reconciliation(scope, period, null, now);
  if (found.days.length === 0) return { known: false, why: "The books have no day of this week." };
  const [first] = found.warnings;
  const balances = first === undefined;
  const sums = `${sumWords(found)}.${restatedWords(found)}`;
  const sentence = balances
    ? `The books balance, to the last digit: ${sums}`
    : `${formatCount(found.warnings.length)} ${found.warnings.length === 1 ? "thing does" : "things do"} not balance, the first: ${WARNING_WORDS[first.kind].title}. ${sums}`;
  return { known: true, sentence, balances };
}
