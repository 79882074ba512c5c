import { capitalized, formatPercent, formatUsd } from "./format";
import { shortName } from "./short-name";
import { shareOf } from "./spend-change";
import type { DriverRow, KnownDays, TopDriver } from "./spend-drivers";
import type { FilterDimension } from "./spend-question";
import { subtractUsd, type Usd, ZERO_USD } from "./usd";

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

interface Ratios {
  requests: number;
  costPerRequest: number;
  tokensPerRequest: number | null;
}

/** After as a multiple of before, for as many days; null where one of them has nothing to divide by. */
function ratiosOf(row: Pick<DriverRow, "before" | "after" | "effects">, days: KnownDays): Ratios | null {
  const { before, after } = row;
  if (!before || !after || before.requests <= 0 || after.requests <= 0) return null;
  const requests = (after.requests * days.before) / (before.requests * days.after);
  const cost = shareOf(after.costUsd, before.costUsd);
  const perRequest = (tokens: number | null, count: number) => (tokens === null || tokens <= 0 ? null : tokens / count);
  const [tokensBefore, tokensAfter] = [perRequest(before.tokens, before.requests), perRequest(after.tokens, after.requests)];
  return {
    requests,
    costPerRequest: cost === null ? Number.POSITIVE_INFINITY : (cost * before.requests) / after.requests,
    tokensPerRequest: tokensBefore === null || tokensAfter === null ? null : tokensAfter / tokensBefore,
  };
}

const MANY = { times: "as many requests", more: "more requests", less: "fewer requests", same: "as many requests" };
const MUCH = { times: "as much", more: "more", less: "less", same: "the same" };

/** More tokens tell of dearer requests when they grew the same way and by at least half as much. */
function tokensExplain({ costPerRequest, tokensPerRequest }: Ratios): boolean {
  if (tokensPerRequest === null || !Number.isFinite(costPerRequest)) return false;
  const [cost, tokens] = [Math.log(costPerRequest), Math.log(tokensPerRequest)];
  return Math.sign(cost) === Math.sign(tokens) && Math.abs(tokens) >= Math.abs(cost) / 2;
}

function priceWords(ratios: Ratios): string {
  if (!Number.isFinite(ratios.costPerRequest)) return "requests that were free are charged now";
  const cost = `each request cost ${ratioWords(ratios.costPerRequest, MUCH)}`;
  if (ratios.tokensPerRequest === null) return cost;
  if (!tokensExplain(ratios)) return `${cost} with about the same tokens`;
  const tokens = { times: "the tokens", more: "more tokens", less: "fewer tokens", same: "the same tokens" };
  return `${cost}, having ${ratioWords(ratios.tokensPerRequest, tokens)}`;
}

/** Why a row's cost changed, without its name: `14 times as many requests`. */
export function causeWords({ row, cause }: Pick<TopDriver, "row" | "cause">, days: KnownDays): string {
  if (cause === "new") return "nothing was spent on it before";
  if (cause === "gone") return "nothing is spent on it any more";
  const ratios = ratiosOf(row, days);
  if (cause === "unmeasured" || !ratios) return "its requests are not told";
  return cause === "volume" ? ratioWords(ratios.requests, MANY) : priceWords(ratios);
}

/** `key ci-loop`, `developer Ada`. */
export function driverName({ dimension, row }: { dimension: FilterDimension; row: Pick<DriverRow, "value"> }): string {
  return `${dimension.replace("_", " ")} ${shortName(row.value.label, LONGEST_NAME)}`;
}

/** `made all of the +$412.08`, `made +$390.10 of the +$412.08`, `made +$500.00 (everything else −$87.92)`. */
function partWords(byUsd: Usd, wholeUsd: Usd): string {
  if (byUsd === wholeUsd) return `made all of the ${formatSignedUsd(wholeUsd)}`;
  const rest = subtractUsd(wholeUsd, byUsd);
  if (rest < ZERO_USD === wholeUsd < ZERO_USD) return `made ${formatSignedUsd(byUsd)} of the ${formatSignedUsd(wholeUsd)}`;
  return `made ${formatSignedUsd(byUsd)}, everything else ${formatSignedUsd(rest)}`;
}

/**
 * The sentence that goes with a change: which row made the difference, within it what (`within`), and why.
 * `wholeUsd` is the whole change beyond that of days; `why` is what the cause is told by, the row itself where left out.
 * null where nothing made it.
 */
export function driverSentence(
  top: TopDriver | null,
  within: readonly Pick<TopDriver, "dimension" | "row">[],
  wholeUsd: Usd,
  days: KnownDays,
  why: Pick<TopDriver, "row" | "cause"> | null = top,
): string | null {
  if (top === null) return null;
  const part = shareOf((top.byUsd < 0n ? -top.byUsd : top.byUsd) as Usd, (wholeUsd < 0n ? -wholeUsd : wholeUsd) as Usd) ?? 0;
  const inside = within.length === 0 ? "" : ` (${within.map(driverName).join(", ")})`;
  const what = `${driverName(top)}${inside} ${partWords(top.byUsd, wholeUsd)}: ${causeWords(why ?? top, days)}.`;
  return part < SPREAD_BELOW ? `Spread over many; the largest part: ${what}` : capitalized(what);
}
