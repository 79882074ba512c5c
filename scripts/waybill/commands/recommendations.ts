import { type Command, Option } from "commander";
import { recommendationsCsv, recommendationsJson } from "../../../app/api/v1/recommendations/report";
import { formatUsd } from "../../../lib/domain/format";
import { RECOMMENDATION_STATES, type RecommendationState } from "../../../lib/domain/recommendation/life";
import type { StoredRecommendation } from "../../../lib/domain/recommendation/stored-recommendation";
import { usdToString } from "../../../lib/domain/usd";
import { askForLook } from "../../../lib/ledger/recommendation/decisions";
import { recommendations } from "../../../lib/queries/recommendation/recommendations";
import { inSession } from "../session";
import { table } from "../table";

function rowOf({ title, state, confidence, together, atStakeUsd, outcome, id }: StoredRecommendation) {
  return {
    title,
    state,
    confidence,
    savesUsdAMonth: usdToString(together.likely),
    atStakeUsd: atStakeUsd && usdToString(atStakeUsd),
    verifiedUsd: outcome && usdToString(outcome.savedUsd),
    id,
  };
}

/** What would save dollars, from a terminal: the page's list, and the API's answer as JSON or CSV. */
export function recommendationCommands(program: Command): void {
  const group = program.command("recommendations").description("what would save dollars");
  group
    .command("list")
    .description("recommendations, those that would save most first; with --json or --csv as the API answers")
    .addOption(new Option("--state <state...>", "only those that stand so").choices(RECOMMENDATION_STATES))
    .option("--csv", "as CSV")
    .action(({ state, csv = false }: { state?: RecommendationState[]; csv?: boolean }, command: Command) =>
      inSession(command, async ({ scope, tell }) => {
        const found = await recommendations(await scope(), { states: state });
        if (csv) {
          process.stdout.write(recommendationsCsv(found));
          return;
        }
        const { low, likely, high } = found.total;
        const sum =
          likely === 0n ? [] : [`Together ${formatUsd(low)} to ${formatUsd(high)} a month, most likely ${formatUsd(likely)}.`];
        tell(recommendationsJson(found), [...table(found.list.map(rowOf)).split("\n"), ...sum]);
      }),
    );
  group
    .command("look")
    .description("look at the last thirty finished days at once, instead of once a day")
    .action((_options: object, command: Command) =>
      inSession(command, async ({ scope, say, isRunning, now }) => {
        await askForLook(await scope(), now);
        say({ asked: true }, isRunning ? "The worker looks now." : "The worker looks as soon as it runs.");
      }),
    );
}
