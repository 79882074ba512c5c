import { type TokenPrices, tokenPrices } from "../catalogue/price";
import { formatCount, formatShare, formatTokens, formatUsd } from "../format";
import {
  groupsOf,
  idsOf,
  modelName,
  type ObservedCell,
  type ObservedTraffic,
  sumOf,
  type TrafficGroup,
} from "./observed-traffic";
import type { Draft } from "./recommendation";
import { type TrafficCell, type View, withTokens } from "./traffic";

const LEAST_REQUESTS = 50;
/** A prefix that is kept stable is read from the cache far more often than so. */
const MOST_CACHED = 0.1;
/** Prompts that have less in common with the one before gain little. */
const LEAST_REPEATED = 0.3;

function pricesOf({ pricing, longestPrompt, at }: TrafficCell): TokenPrices | null {
  return pricing && tokenPrices(pricing, longestPrompt, at);
}

function caches(cell: TrafficCell): boolean {
  const prices = pricesOf(cell);
  return prices !== null && prices.cacheRead !== null && prices.cacheRead < prices.prompt;
}

/** Tokens that would have been read from the cache: half of the repeats at least, all of them at most. */
function readable({ signs }: ObservedCell, view: View): number {
  if (view === "low") return Math.floor(signs.repeatedTokens / 2);
  return view === "likely" ? signs.repeatedTokens : signs.repeatedWithinHourTokens;
}

/**
 * The cell as if the prefix were kept stable: repeats are read, and what a session sends anew is written where writing
 * has a price.
 */
function cachedCell(cell: TrafficCell, observed: ObservedCell, view: View): TrafficCell {
  if (!caches(cell)) return cell;
  const { tokens } = cell;
  const cachedTokens = Math.min(tokens.promptTokens, tokens.cachedTokens + readable(observed, view));
  const prices = pricesOf(cell);
  const writes = prices !== null && (prices.cacheWrite ?? 0n) > prices.prompt;
  const anew = Math.max(0, observed.signs.sessionPromptTokens - cachedTokens);
  const cacheWriteTokens = writes ? Math.min(anew, tokens.promptTokens - cachedTokens) : tokens.cacheWriteTokens;
  return withTokens(cell, { ...tokens, cachedTokens, cacheWriteTokens });
}

function draftFor(group: TrafficGroup, traffic: ObservedTraffic, repeated: number, prompts: number): Draft {
  const cells = new Map(group.cells.map((cell) => [cell.id, cell]));
  const cached = sumOf(group.cells, ({ tokens }) => tokens.cachedTokens);
  const model = modelName(traffic.models, group.model);
  return {
    kind: "unstable_prefix",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: keep the beginning of prompts the same, so that ${model} reads it from its cache`,
    confidence: group.requests >= 500 ? "high" : "medium",
    figures: [
      { label: "Requests", value: formatCount(group.requests) },
      { label: "Charged", value: formatUsd(group.costUsd) },
      { label: "Prompt tokens", value: formatTokens(prompts) },
      {
        label: "Sent again within five minutes, at full price",
        value: `${formatTokens(repeated)} (${formatShare(repeated / prompts)})`,
      },
      { label: "Read from the cache", value: formatShare(cached / prompts) },
    ],
    generationIds: null,
    assumption:
      "What the request before in the same session sent, up to five minutes earlier, could have been read from the cache. The " +
      "low end assumes half of that, the high end that it stays cached for an hour. Tokens tell how long prompts are, not " +
      "what is in them: that a session's prompts begin alike is taken for granted.",
    risk: "None for the answers: the same text is sent, in another order. Where prompts differ from the first word on, nothing is saved.",
    change: {
      words:
        "Send system prompt, tools and earlier turns first and unchanged, and what varies (time, ids, search results) last; " +
        "keep the session's id, so that it stays with one provider.",
      snippet: JSON.stringify(
        {
          session_id: "one id for the whole conversation",
          messages: [
            {
              role: "system",
              content: [{ type: "text", text: "instructions that never vary", cache_control: { type: "ephemeral" } }],
            },
            { role: "user", content: "what varies, last" },
          ],
        },
        null,
        2,
      ),
    },
    move: null,
    atStakeUsd: null,
    cellIds: idsOf(group.cells),
    apply: (cell, view) => {
      const observed = cells.get(cell.id);
      return observed && observed.signs.repeatedTokens > 0 ? cachedCell(cell, observed, view) : cell;
    },
  };
}

/**
 * Features, apps or keys × models whose prompts repeat within sessions and are hardly read from the cache, though the
 * model has one.
 */
export function recommendStablePrefixes(traffic: ObservedTraffic): Draft[] {
  return groupsOf(traffic).flatMap((group) => {
    const cells = group.cells.filter((cell) => caches(cell));
    const known = sumOf(cells, ({ signs }) => signs.cacheToldRequests);
    const prompts = sumOf(cells, ({ tokens }) => tokens.promptTokens);
    const repeated = sumOf(cells, ({ signs }) => signs.repeatedTokens);
    const cached = sumOf(cells, ({ tokens }) => tokens.cachedTokens);
    // Where no source tells cached tokens, they are unknown, not none.
    if (known < LEAST_REQUESTS || known * 2 < group.requests || prompts === 0) return [];
    if (cached / prompts > MOST_CACHED || repeated / prompts < LEAST_REPEATED) return [];
    return [draftFor(group, traffic, repeated, prompts)];
  });
}
