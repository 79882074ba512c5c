/** `npm run waybill -- <command>`: what the settings pages can do, from a terminal. */
import { Command } from "commander";
import { bookCommands } from "./books";
import { connectionCommands } from "./connections";
import { importCommands } from "./imports";
import { keyCommands } from "./keys";
import { memberCommands } from "./members";
import { organizationCommands } from "./organizations";
import { syncCommands } from "./sync";
import { teamCommands } from "./teams";
import { tokenCommands } from "./tokens";

const program = new Command("npm run waybill --")
  .description("Waybill from a terminal. Works on DATABASE_URL, else on the database that runs here.")
  .option("--json", "answer in JSON")
  .option("-o, --organization <slug>", "which organization, where there are several")
  .showHelpAfterError("Run `npm run waybill -- help` for the list of commands.");

const groups = [
  organizationCommands,
  memberCommands,
  teamCommands,
  connectionCommands,
  syncCommands,
  importCommands,
  tokenCommands,
  bookCommands,
  keyCommands,
];
for (const add of groups) add(program);

await program.parseAsync();
