import type { Command } from "commander";
import { WaybillError } from "../../../lib/domain/error";
import { requestSync } from "../../../lib/ledger/sync/runs";
import { connectionsOf } from "../../../lib/queries/connections";
import { followSync } from "../../run/follow-sync";
import { findConnection } from "../find";
import { inSession, servedHereOnly } from "../session";

export function syncCommands(program: Command): void {
  const group = program.command("sync").description("reading from OpenRouter");

  group
    .command("now [connection]")
    .description("read what is new, of one connection or of all")
    .option("--follow", "show the progress and wait for the end; needs Waybill running")
    .action((wanted: string | undefined, options: { follow?: boolean }, command: Command) =>
      inSession(command, async ({ scope, print, isRunning }) => {
        if (options.follow && !isRunning && servedHereOnly()) {
          throw new WaybillError("conflict", "Nothing runs that would do the sync.", {
            todo: "Start Waybill with `npm start` in another terminal, or leave --follow out.",
          });
        }
        const authorized = await scope();
        const connections = wanted
          ? [await findConnection(authorized, wanted)]
          : (await connectionsOf(authorized)).filter(({ hasKey, status }) => hasKey && status === "active");
        if (connections.length === 0) {
          throw new WaybillError("not_found", "There is no active connection.", {
            todo: "Add one: npm run waybill -- connections add",
          });
        }
        const outcomes: Record<string, unknown>[] = [];
        for (const { id, name } of connections) {
          const { runId } = await requestSync(authorized, id, "manual");
          const run = options.follow ? await followSync(authorized, id) : null;
          if (run?.status === "failed") process.exitCode = 1;
          outcomes.push({ connection: name, run: runId, status: run?.status ?? "queued", problem: run?.errorMessage ?? null });
        }
        print(outcomes);
        if (!isRunning && servedHereOnly()) console.error("It is read when Waybill runs: npm start.");
      }),
    );

  group
    .command("status")
    .description("how the reading of each connection stands")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const connections = await connectionsOf(await scope());
        print(
          connections.map(({ id, name, run, lastGoodSyncAt, nextSyncAt, dirtyDays }) => ({
            connection: name,
            status: run?.status ?? null,
            step: run?.step ?? null,
            progress: run?.progress ?? null,
            message: run?.errorMessage ?? run?.detail?.message ?? null,
            lastGoodSyncAt,
            nextSyncAt,
            daysToRebuild: dirtyDays,
            id,
          })),
        );
      }),
    );
}
