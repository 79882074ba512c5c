import type { Command } from "commander";
import { dayOf } from "../../../lib/domain/day";
import { monthRange } from "../../../lib/domain/export/export";
import { untilToday } from "../../../lib/domain/other-costs";
import { usdToString } from "../../../lib/domain/usd";
import { addSubscription } from "../../../lib/ledger/other-costs";
import { otherCosts } from "../../../lib/queries/other-costs";
import { inSession } from "../session";

/** What is paid beside OpenRouter's bill, from a terminal. */
export function otherCostCommands(program: Command): void {
  const group = program
    .command("other-costs")
    .description("what is paid beside OpenRouter's bill: subscriptions, fees on credits");
  group
    .command("list")
    .description("what was charged in a month, oldest first")
    .option("--month <month>", "YYYY-MM; this month otherwise")
    .action(({ month }: { month?: string }, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const today = dayOf(now);
        const { costs } = await otherCosts(await scope(), untilToday(monthRange(month ?? today.slice(0, 7)), today));
        print(costs.map(({ day, kind, name, amountUsd }) => ({ day, kind, name, amountUsd: usdToString(amountUsd) })));
      }),
    );
  group
    .command("add <name> <dollars>")
    .description("note a subscription: a fixed price a month")
    .requiredOption("--from <day>", "YYYY-MM-DD, UTC: charged on this date of each month")
    .option("--to <day>", "no charge after it", "")
    .action((name: string, amount: string, { from, to }: { from: string; to: string }, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const { id } = await addSubscription(await scope(), { name, amount, from, to });
        say({ id, name }, `${name} is charged each month from ${from} on.`);
      }),
    );
}
