import { formatCount, formatShare, formatTokens, formatUsd } from "../format";
import { timesCount } from "../usd";
import {
  groupsOf,
  idsOf,
  modelName,
  type ObservedCell,
  type ObservedTraffic,
  promptLength,
  sumOf,
  sumUsdOf,
  type TrafficGroup,
} from "./observed-traffic";
import type { Draft } from "./recommendation";
import { type TrafficCell, withTokens } from "./traffic";

const LEAST_REQUESTS = 50;
/** A prompt is bloated when it is more than so many times as long as the middle one, and long in itself. */
const TIMES_THE_MIDDLE = 4;
const LEAST_TOKENS = 20_000;
/** Bloated prompts that cost less than this share of the group, in per cent, are left alone: some prompts are long. */
const LEAST_SHARE_PERCENT = 25;

/** The cell with prompts of another mean length; the cached share stays. */
function trimmed(cell: TrafficCell, meanPrompt: number): TrafficCell {
  const { promptTokens, cachedTokens, cacheWriteTokens, ...answer } = cell.tokens;
  const wanted = Math.round(meanPrompt * cell.requests);
  if (wanted >= promptTokens) return cell;
  const share = (count: number) => Math.floor((count * wanted) / promptTokens);
  return withTokens(cell, {
    ...answer,
    promptTokens: wanted,
    cachedTokens: share(cachedTokens),
    cacheWriteTokens: share(cacheWriteTokens),
  });
}

interface Bloat {
  bloated: readonly ObservedCell[];
  middle: number;
  /** Mean length of the other prompts, and the length from which on one is bloated. */
  ordinary: number;
  limit: number;
}

function bloatOf({ cells }: TrafficGroup): Bloat | null {
  const middle = promptLength(cells, 0.5);
  const limit = Math.max(middle * TIMES_THE_MIDDLE, LEAST_TOKENS);
  const bloated = cells.filter(
    ({ longestPrompt, requests, tokens }) => longestPrompt > limit && tokens.promptTokens > limit * requests,
  );
  const others = cells.filter((cell) => !bloated.includes(cell));
  const requests = sumOf(others, (cell) => cell.requests);
  if (bloated.length === 0 || requests === 0) return null;
  return { bloated, middle, ordinary: sumOf(others, ({ tokens }) => tokens.promptTokens) / requests, limit };
}

function draftFor(group: TrafficGroup, { bloated, middle, ordinary, limit }: Bloat, traffic: ObservedTraffic): Draft {
  const requests = sumOf(bloated, (cell) => cell.requests);
  const costUsd = sumUsdOf(bloated, (cell) => cell.costUsd);
  const prompts = sumOf(bloated, ({ tokens }) => tokens.promptTokens);
  const model = modelName(traffic.models, group.model);
  return {
    kind: "context_bloat",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: shorten the longest prompts to ${model}`,
    confidence: "medium",
    figures: [
      { label: "Half of the prompts are shorter than", value: `${formatTokens(middle)} tokens` },
      {
        label: `Prompts of more than ${formatTokens(limit)} tokens`,
        value: `${formatCount(requests)} of ${formatCount(group.requests)} (${formatShare(requests / group.requests)})`,
      },
      { label: "Their mean length", value: `${formatTokens(Math.round(prompts / requests))} tokens` },
      { label: "Charged for them", value: `${formatUsd(costUsd)} of ${formatUsd(group.costUsd)}` },
    ],
    generationIds: null,
    assumption:
      `Prompts of more than ${formatTokens(limit)} tokens could be as long as the others are on average ` +
      `(${formatTokens(Math.round(ordinary))}). The low end cuts them to ${formatTokens(limit)} and no further.`,
    risk: "What is left out may be what the answer needed. Look at some of these requests before cutting.",
    change: {
      words:
        "Send the files, results and turns that the task needs instead of all of them, and cap the prompt in the client: " +
        "OpenRouter compresses only what no longer fits into the model.",
      snippet:
        `max_prompt_tokens = ${Math.round(limit)}\n` +
        "when_longer = leave out the oldest turns and results, keep the instructions and the last turn",
    },
    move: null,
    atStakeUsd: null,
    cellIds: idsOf(bloated),
    apply: (cell, view) => trimmed(cell, view === "low" ? limit : ordinary),
  };
}

/** Features, apps or keys × models where a few prompts, several times as long as the middle one, make much of the cost. */
export function recommendShorterContexts(traffic: ObservedTraffic): Draft[] {
  return groupsOf(traffic).flatMap((group) => {
    const bloat = group.requests < LEAST_REQUESTS ? null : bloatOf(group);
    if (bloat === null) return [];
    const cost = sumUsdOf(bloat.bloated, (cell) => cell.costUsd);
    return timesCount(cost, 100) < timesCount(group.costUsd, LEAST_SHARE_PERCENT) ? [] : [draftFor(group, bloat, traffic)];
  });
}
