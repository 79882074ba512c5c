import { type Command, Option } from "commander";
import type { AuthorizedScope } from "../../../lib/domain/scope";
import { usdToString } from "../../../lib/domain/usd";
import { addConnection, replaceConnectionKey } from "../../../lib/intake/connections";
import { pauseConnection, removeConnection, renameConnection, resumeConnection } from "../../../lib/ledger/connections";
import { type ConnectionStatus, connectionsOf } from "../../../lib/queries/connections";
import { type Found, findConnection } from "../find";
import { readManagementKey } from "../secret-input";
import { inSession, type Session } from "../session";

type Change = (scope: AuthorizedScope, connection: Found, session: Session) => Promise<string>;

function row(connection: ConnectionStatus): Record<string, unknown> {
  const { creditsTotalUsd: bought, creditsUsedUsd: used, run } = connection;
  return {
    name: connection.name,
    label: connection.label,
    status: connection.status,
    lastRun: run?.status ?? null,
    runProblem: run?.errorMessage ?? null,
    lastGoodSyncAt: connection.lastGoodSyncAt,
    nextSyncAt: connection.nextSyncAt,
    hasAnalytics: connection.hasAnalytics,
    creditsTotalUsd: bought === null ? null : usdToString(bought),
    creditsUsedUsd: used === null ? null : usdToString(used),
    keys: connection.keys,
    firstDay: connection.firstDay,
    lastDay: connection.lastDay,
    daysToRebuild: connection.dirtyDays,
    id: connection.id,
  };
}

export function connectionCommands(program: Command): void {
  const group = program.command("connections").description("imported OpenRouter management keys");

  group
    .command("list")
    .description("every connection, how far it is synced, and its credits")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => print((await connectionsOf(await scope())).map(row))),
    );

  group
    .command("add")
    .description("import a management key: from WAYBILL_MANAGEMENT_KEY, from a pipe, or typed")
    .option("--name <name>", "what to call it")
    .option("--into <connection>", "an upload-only connection whose logs become evidence for this account")
    .addOption(new Option("--key-stdin", "read the key from standard input (the default)").hideHelp())
    .action((options: { name?: string; into?: string }, command: Command) =>
      inSession(command, async ({ scope, say, isRunning }) => {
        const authorized = await scope();
        const into = options.into ? await findConnection(authorized, options.into) : null;
        const key = await readManagementKey();
        const { connectionId } = await addConnection(authorized, { name: options.name, key, connectionId: into?.id });
        say(
          { id: connectionId },
          `Imported. ${isRunning ? "Its first sync begins now." : "Its first sync begins when Waybill runs."}`,
        );
      }),
    );

  const change = (name: string, description: string, act: Change) =>
    group
      .command(`${name} <connection>`)
      .description(description)
      .action((wanted: string, _options, command: Command) =>
        inSession(command, async (session) => {
          const authorized = await session.scope();
          const connection = await findConnection(authorized, wanted);
          session.say({ id: connection.id }, await act(authorized, connection, session));
        }),
      );

  change("replace-key", "put another key of the same account in the old one's place", async (scope, { id, name }) => {
    await replaceConnectionKey(scope, id, await readManagementKey());
    return `${name} uses the new key.`;
  });
  change("pause", "stop syncing; what was synced stays", async (scope, { id, name }) => {
    await pauseConnection(scope, id);
    return `${name} is paused.`;
  });
  change("resume", "sync again", async (scope, { id, name }, { now }) => {
    await resumeConnection(scope, id, now);
    return `${name} syncs again.`;
  });
  change("remove", "forget the key and stop syncing; history stays", async (scope, { id, name }, { now }) => {
    await removeConnection(scope, id, now);
    return `${name} is removed, its key forgotten. Its history stays.`;
  });

  group
    .command("rename <connection> <name>")
    .description("give a connection another name")
    .action((wanted: string, name: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const connection = await findConnection(authorized, wanted);
        await renameConnection(authorized, connection.id, name);
        say({ id: connection.id, name }, `${connection.name} is called ${name} now.`);
      }),
    );
}
