import { dimensionName } from "../dimension";
import { capitalized, formatPercent, formatUsd } from "../format";
import { shortName } from "../short-name";
import { subtractUsd, type Usd, ZERO_USD } from "../usd";
import { shareOf } from "./change";
import { comparableChange, type DriverRatios, type DriverRow, type KnownDays, ratiosOf, type TopDriver } from "./drivers";
import type { FilterDimension } from "./question";

/** Below this share of the change no single thing made it. */
const SPREAD_BELOW = 0.3;
const LONGEST_NAME = 60;

/** `+$12.50`, `−$3.00`, `$0`. */
export function formatSignedUsd(amount: Usd): string {
  return `${amount > ZERO_USD ? "+" : ""}${formatUsd(amount)}`;
}

/** `14 times as many`, `34 % more`, `60 % fewer`, `as many`. */
function ratioWords(ratio: number, words: { times: string; more: string; less: string; same: string }): string {
  if (ratio >= 1.95) return `${ratio >= 9.95 ? ratio.toFixed(0) : ratio.toFixed(1).replace(/\.0$/, "")} times ${words.times}`;
  const percent = (ratio - 1) * 100;
  if (Math.abs(percent) < 0.5) return words.same;
  return `${formatPercent(Math.abs(percent))} ${percent > 0 ? words.more : words.less}`;
}

const MANY = { times: "as many requests", more: "more requests", less: "fewer requests", same: "as many requests" };
const MUCH = { times: "as much", more: "more", less: "less", same: "the same" };

/** So far apart tokens are still about the same. */
const ABOUT = 0.1;
/** A factor that moved at least so far as the main one, the same way, is told with it. */
const TOLD_WITH = 0.5;

function tokenWords(ratio: number): string {
  if (Math.abs(ratio - 1) <= ABOUT) return "about the same tokens";
  return ratioWords(ratio, { times: "the tokens", more: "more tokens", less: "fewer tokens", same: "the same tokens" });
}

function priceWords({ costPerRequest, tokensPerRequest }: DriverRatios): string {
  if (!Number.isFinite(costPerRequest)) return "requests that were free are charged now";
  const cost = `each request cost ${ratioWords(costPerRequest, MUCH)}`;
  return tokensPerRequest === null ? cost : `${cost} with ${tokenWords(tokensPerRequest)}`;
}

/** Whether one factor moved the other's way, and nearly as far. */
function movedWith(one: number, main: number): boolean {
  const [moved, most] = [Math.log(one), Math.log(main)];
  return Number.isFinite(moved) && Number.isFinite(most) && Math.sign(moved) === Math.sign(most) && moved / most >= TOLD_WITH;
}

/** Why a row's cost changed, without its name: `14 times as many requests`, `12 % more requests, each costing 9 % more`. */
export function causeWords({ row, cause }: Pick<TopDriver, "row" | "cause">, days: KnownDays): string {
  if (cause === "new") return "nothing was spent on it before";
  if (cause === "gone") return "nothing is spent on it any more";
  const ratios = ratiosOf(row, days);
  if (cause === "unmeasured" || !ratios) return "its requests are not told";
  const { requests, costPerRequest } = ratios;
  const count = ratioWords(requests, MANY);
  if (cause === "volume")
    return movedWith(costPerRequest, requests) ? `${count}, each costing ${ratioWords(costPerRequest, MUCH)}` : count;
  return movedWith(requests, costPerRequest) ? `${priceWords(ratios)}; ${count}` : priceWords(ratios);
}

type DriverReason = Pick<TopDriver, "row" | "cause">;

/** `key ci-loop`, `developer Ada`. */
export function driverName({ dimension, row }: { dimension: FilterDimension; row: Pick<DriverRow, "value"> }): string {
  return `${dimensionName(dimension)} ${shortName(row.value.label, LONGEST_NAME)}`;
}

/** `made all of the +$412.08`, `made +$390.10 of the +$412.08`, `made +$500.00 (everything else −$87.92)`. */
function partWords(byUsd: Usd, wholeUsd: Usd): string {
  if (byUsd === wholeUsd) return `made all of the ${formatSignedUsd(wholeUsd)}`;
  const rest = subtractUsd(wholeUsd, byUsd);
  if (rest < ZERO_USD === wholeUsd < ZERO_USD) return `made ${formatSignedUsd(byUsd)} of the ${formatSignedUsd(wholeUsd)}`;
  return `made ${formatSignedUsd(byUsd)}, everything else ${formatSignedUsd(rest)}`;
}

/** ` (key ci, model opus)`, or `, in it key ci, model opus +$113.00` where that is another amount than what it stands in. */
function insideWords(
  within: readonly Pick<TopDriver, "dimension" | "row">[],
  { byUsd }: TopDriver,
  why: DriverReason,
): [string, string] {
  const names = within.map(driverName).join(", ");
  if (names === "") return ["", ""];
  const inItUsd = comparableChange(why.row.effects);
  return inItUsd === byUsd ? [` (${names})`, ""] : ["", `, in it ${names} ${formatSignedUsd(inItUsd)}`];
}

/**
 * The sentence that goes with a change: which row made the difference, within it what (`within`), and why.
 * `wholeUsd` is the whole change beyond that of days; `why` is what the cause is told by, the row itself where left out: what
 * is said of it stands beside its own dollars. `against` names the days before, where they do not go without saying. null
 * where nothing made it.
 */
export function driverSentence(
  top: TopDriver | null,
  within: readonly Pick<TopDriver, "dimension" | "row">[],
  wholeUsd: Usd,
  days: KnownDays,
  { why = top, against = null }: { why?: DriverReason | null; against?: string | null } = {},
): string | null {
  if (top === null) return null;
  const part = shareOf((top.byUsd < 0n ? -top.byUsd : top.byUsd) as Usd, (wholeUsd < 0n ? -wholeUsd : wholeUsd) as Usd) ?? 0;
  const [who, inside] = insideWords(within, top, why ?? top);
  const what = `${driverName(top)}${who} ${partWords(top.byUsd, wholeUsd)}${inside}: ${causeWords(why ?? top, days)}${against === null ? "" : `, against ${against}`}.`;
  return part < SPREAD_BELOW ? `Spread over many; the largest part: ${what}` : capitalized(what);
}
