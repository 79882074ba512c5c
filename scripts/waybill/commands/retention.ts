import type { Command } from "commander";
import { dropOldRequests, setRequestsKept } from "../../../lib/ledger/generation/evidence-retention";
import { retention } from "../../../lib/queries/retention";
import { inSession } from "../session";

export function retentionCommands(program: Command): void {
  const group = program.command("retention").description("how long single requests are kept; spend lines always are");

  group
    .command("show")
    .description("the limit, and which days have lost their single requests")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => print([await retention(await scope())])),
    );

  group
    .command("set <days>")
    .description("keep single requests for so many days, or `forever`")
    .action((text: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const days = text === "forever" ? null : Number(text);
        await setRequestsKept(await scope(), days);
        say(
          { days },
          days === null
            ? "Single requests are kept for ever."
            : `Single requests are kept for ${days} days, spend lines for ever.`,
        );
      }),
    );

  group
    .command("drop")
    .description("drop what is older now, in every organization with a limit, instead of within the hour")
    .action((_options, command: Command) =>
      inSession(command, async ({ say, now }) => {
        const { days, requests } = await dropOldRequests({ now });
        say(
          { days: days.length, requests },
          `Dropped ${requests} requests of ${days.length} days. The books stay what they were.`,
        );
      }),
    );
}
