import type { Command } from "commander";
import { transaction } from "../../../lib/db/sql";
import { type Day, dayOf, eachDay, startOfMonth } from "../../../lib/domain/day";
import { WaybillError } from "../../../lib/domain/error";
import { ledgerDigest } from "../../../lib/ledger/rebuild/digest";
import { markDirty, markOrganizationDirty, rebuildDirtyDays } from "../../../lib/ledger/rebuild/dirty-days";
import { reconciliation } from "../../../lib/queries/reconciliation/reconciliation";
import { typedDay } from "../day-option";
import { findConnection } from "../find";
import { reconciledRow, warningRow } from "../reconciled";
import { inSession } from "../session";
import { connectionIds, verifyBooks } from "../verify-books";

interface RebuildOptions {
  from?: string;
  to?: string;
  all?: boolean;
}

function daysOf({ from, to, all }: RebuildOptions): Day[] | null {
  if (all) return null;
  if (!from)
    throw new WaybillError("invalid_input", "Nothing says which days to rebuild.", { todo: "Give --from (and --to), or --all." });
  const [first, last] = [typedDay(from), typedDay(to ?? from)];
  if (first > last) throw new WaybillError("invalid_input", `${first} is after ${last}.`, { todo: "Swap --from and --to." });
  return [...eachDay(first, last)];
}

export function bookCommands(program: Command): void {
  program
    .command("rebuild")
    .description("work the books of some days out again from the facts")
    .option("--from <day>", "YYYY-MM-DD, UTC")
    .option("--to <day>", "YYYY-MM-DD, UTC; the same day otherwise")
    .option("--all", "every day that is in the books")
    .action((options: RebuildOptions, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const days = daysOf(options);
        const { organizationId } = await scope();
        const connections = await connectionIds(organizationId);
        await transaction(async (client) => {
          if (days === null) await markOrganizationDirty(client, organizationId, now);
          else for (const id of connections) await markDirty(client, id, days, now);
        });
        let rebuilt = 0;
        for (const connectionId of connections) rebuilt += await rebuildDirtyDays({ now: () => new Date(), connectionId });
        say({ rebuilt, digest: await ledgerDigest(organizationId) }, `Rebuilt ${rebuilt} days.`);
      }),
    );

  program
    .command("verify")
    .description("check that the books balance: lines against billed cells, and every kept grouping against the lines")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, say }) => {
        const { organizationId } = await scope();
        const { days, waiting, wrong } = await verifyBooks(organizationId);
        if (wrong.length > 0) {
          print(wrong);
          process.exitCode = 1;
          return;
        }
        say(
          { balanced: true, days, waiting, digest: await ledgerDigest(organizationId) },
          `${days} days balance to the last digit${waiting > 0 ? `; ${waiting} more wait to be rebuilt` : ""}.`,
        );
      }),
    );

  program
    .command("reconcile")
    .description(
      "hold the books against OpenRouter's figures, by day and connection; leaves with code 1 where they do not balance",
    )
    .option("--from <day>", "YYYY-MM-DD, UTC; the first of this month otherwise")
    .option("--to <day>", "YYYY-MM-DD, UTC; today otherwise")
    .option("--connection <name>", "only this connection's books")
    .action((options: { from?: string; to?: string; connection?: string }, command: Command) =>
      inSession(command, async ({ scope, print, say, now }) => {
        const asked = await scope();
        const today = dayOf(now);
        const range = { from: typedDay(options.from ?? startOfMonth(today)), to: typedDay(options.to ?? today) };
        const only = options.connection === undefined ? null : [(await findConnection(asked, options.connection)).id];
        const { days, warnings } = await reconciliation(asked, range, only, now, { anew: true });
        if (warnings.length > 0) {
          print(warnings.map(warningRow));
          process.exitCode = 1;
        } else if (days.length === 0) {
          say({ days: 0 }, `The books have no day from ${range.from} to ${range.to}.`);
        } else print(days.map(reconciledRow));
      }),
    );
}
