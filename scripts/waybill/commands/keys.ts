import type { Command } from "commander";
import { rotateMasterKey } from "../../../lib/ledger/connection-keys";
import { createSignInLink } from "../../../lib/ledger/people/sign-in-links";
import { inSession } from "../session";

export function keyCommands(program: Command): void {
  program
    .command("keys")
    .description("the master key that seals what is stored")
    .command("rotate")
    .description("seal everything anew: with a new key in the data folder, or with the first of WAYBILL_MASTER_KEY")
    .action((_options, command: Command) =>
      inSession(command, async ({ say, now }) => {
        const { masterKeyId, resealed, broken } = await rotateMasterKey(now);
        if (broken.length > 0) process.exitCode = 1;
        const trouble =
          broken.length > 0 ? ` ${broken.length} could not be opened and stay as they are: ${broken.join(", ")}.` : "";
        say({ masterKeyId, resealed, broken }, `Sealed ${resealed} keys with master key ${masterKeyId}.${trouble}`);
      }),
    );

  program
    .command("sign-in-link <e-mail>")
    .description("a link that signs a member in once, within a day")
    .action((email: string, _options, command: Command) =>
      inSession(command, async ({ say, now }) => {
        const link = await createSignInLink(email, now);
        const base = process.env.WAYBILL_URL;
        const url = `${base ?? ""}${link.path}`;
        say({ ...link, url }, base ? url : `${url}   (after the address of your Waybill; with WAYBILL_URL set it is whole)`);
      }),
    );
}
