import type { Command } from "commander";
import { CHANNEL_KINDS, isChannelKind } from "../../../lib/domain/alert/channel";
import { WaybillError } from "../../../lib/domain/error";
import { addChannel, testChannel } from "../../../lib/ledger/alert/channels";
import { watchedAlerts } from "../../../lib/queries/alert/alerts";
import { channelsOf, messagesOf } from "../../../lib/queries/alert/channels";
import { inSession } from "../session";

export function alertCommands(program: Command): void {
  program
    .command("alerts")
    .description("how alerts stand, the worst first")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const alerts = await watchedAlerts(await scope());
        print(alerts.map(({ level, rule, headline, since }) => ({ level, rule, headline, since })));
      }),
    );

  const group = program.command("channels").description("where alerts go");

  group
    .command("list")
    .description("the channels, and how each does")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const channels = await channelsOf(await scope());
        print(
          channels.map(({ id, kind, name, shown, status, waiting, lastError }) => ({
            id,
            kind,
            name,
            shown,
            status,
            waiting,
            lastError,
          })),
        );
      }),
    );

  group
    .command("log")
    .description("the last messages and what came of them")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const messages = await messagesOf(await scope());
        print(
          messages.map(({ createdAt, kind, to, title, status, attempts, lastError }) => ({
            createdAt,
            kind,
            to,
            title,
            status,
            attempts,
            lastError,
          })),
        );
      }),
    );

  group
    .command("add <kind> <name> <to>")
    .description(`add one: ${CHANNEL_KINDS.join(", ")}; \`to\` is the addresses, or the URL`)
    .action((kind: string, name: string, to: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        if (!isChannelKind(kind)) {
          throw new WaybillError("invalid_input", `There is no kind of channel ${kind}.`, {
            todo: `Use ${CHANNEL_KINDS.join(", ")}.`,
          });
        }
        const allowPrivate = process.env.WAYBILL_ALLOW_PRIVATE_NETWORKS === "1";
        const { id, signingSecret } = await addChannel(await scope(), { kind, name, to, rules: null, allowPrivate }, now);
        const secret = signingSecret ? ` Its signing secret, shown this once: ${signingSecret}` : "";
        say({ id, signingSecret }, `The channel is added.${secret}`);
      }),
    );

  group
    .command("test <id>")
    .description("ask the worker to send a test; `channels log` shows what came of it")
    .action((id: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        await testChannel(await scope(), id, now);
        say({ id }, "A test is on its way.");
      }),
    );
}
