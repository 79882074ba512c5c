import { formatCount, formatShare, formatUsd } from "../format";
import { subtractUsd } from "../usd";
import {
  dearest,
  groupsOf,
  idsOf,
  modelName,
  type ObservedTraffic,
  sumOf,
  sumUsdOf,
  type TrafficGroup,
} from "./observed-traffic";
import type { Draft } from "./recommendation";
import { portionOfCell } from "./traffic";

const LEAST_RETRIES = 10;

function draftFor(group: TrafficGroup, traffic: ObservedTraffic): Draft {
  const cells = new Map(group.cells.map((cell) => [cell.id, cell]));
  const retried = sumOf(group.cells, ({ signs }) => signs.retriedRequests);
  const retriedUsd = sumUsdOf(group.cells, ({ signs }) => signs.retriedUsd);
  const model = modelName(traffic.models, group.model);
  return {
    kind: "retry_loop",
    filters: group.filters,
    aspect: "",
    title: `${group.label}: stop asking ${model} the same again and again`,
    // Without session ids, requests of many conversations stand in one row.
    confidence: sumOf(group.cells, ({ signs }) => signs.sessionPromptTokens) === 0 ? "low" : retried >= 100 ? "high" : "medium",
    figures: [
      { label: "Requests", value: formatCount(group.requests) },
      {
        label: "Repeats of the request just before",
        value: `${formatCount(retried)} (${formatShare(retried / group.requests)})`,
      },
      { label: "Charged for the repeats", value: `${formatUsd(retriedUsd)} of ${formatUsd(group.costUsd)}` },
    ],
    generationIds: dearest(group.cells.flatMap((cell) => cell.retried)),
    assumption:
      "Requests of one key, user and session (as far as they are told) whose prompts have the very same number of tokens, within " +
      "two minutes of each other and four or more in a row, are taken for one that is tried again; the first of each row was " +
      "needed. The low end spares half of the others.",
    risk: "Requests that are meant to be the same, such as samples of one prompt, look like this as well.",
    change: {
      words:
        "Give the client a limit of tries and a pause that doubles, and treat an unusable answer as an error after the second.",
      snippet: "max_attempts = 2\nbackoff_seconds = 2, then doubled\non_exhausted = raise an error and alert, do not start over",
    },
    move: null,
    atStakeUsd: null,
    cellIds: idsOf(group.cells),
    apply: (cell, view) => {
      const signs = cells.get(cell.id)?.signs;
      const original = cells.get(cell.id)?.costUsd ?? cell.costUsd;
      if (!signs || signs.retriedUsd === 0n || original === 0n) return cell;
      const spared = view === "low" ? signs.retriedUsd / 2n : signs.retriedUsd;
      return portionOfCell(cell, original - spared, original);
    },
  };
}

/** Features, apps or keys × models whose requests repeat the one before, token for token, several times in a row. */
export function recommendFewerRetries(traffic: ObservedTraffic): Draft[] {
  return groupsOf(traffic)
    .filter(({ cells }) => sumOf(cells, ({ signs }) => signs.retriedRequests) >= LEAST_RETRIES)
    .filter(
      ({ cells, costUsd }) =>
        subtractUsd(
          costUsd,
          sumUsdOf(cells, ({ signs }) => signs.retriedUsd),
        ) < costUsd,
    )
    .map((group) => draftFor(group, traffic));
}
