/** Every command of `npm run waybill`. */
import { Command } from "commander";
import { alertCommands } from "./commands/alerts";
import { bookCommands } from "./commands/books";
import { budgetCommands } from "./commands/budgets";
import { connectionCommands } from "./commands/connections";
import { costCenterCommands } from "./commands/cost-centers";
import { developerCommands } from "./commands/developers";
import { exportCommands } from "./commands/exports";
import { forecastCommands } from "./commands/forecast";
import { generationCommands } from "./commands/generations";
import { importCommands } from "./commands/imports";
import { keyCommands } from "./commands/keys";
import { memberCommands } from "./commands/members";
import { organizationCommands } from "./commands/organizations";
import { otherCostCommands } from "./commands/other-costs";
import { recommendationCommands } from "./commands/recommendations";
import { reportCommands } from "./commands/reports";
import { retentionCommands } from "./commands/retention";
import { ruleCommands } from "./commands/rules";
import { spikeCommands } from "./commands/spikes";
import { syncCommands } from "./commands/sync";
import { teamCommands } from "./commands/teams";
import { tokenCommands } from "./commands/tokens";

const GROUPS = [
  organizationCommands,
  memberCommands,
  teamCommands,
  costCenterCommands,
  developerCommands,
  connectionCommands,
  syncCommands,
  importCommands,
  tokenCommands,
  bookCommands,
  keyCommands,
  ruleCommands,
  retentionCommands,
  alertCommands,
  generationCommands,
  budgetCommands,
  forecastCommands,
  spikeCommands,
  recommendationCommands,
  otherCostCommands,
  exportCommands,
  reportCommands,
];

export function waybillProgram(): Command {
  const program = new Command("npm run waybill --")
    .description("Waybill from a terminal. Works on DATABASE_URL, else on the database that runs here.")
    .option("--json", "answer in JSON")
    .option("-o, --organization <slug>", "which organization, where there are several")
    .showHelpAfterError("Run `npm run waybill -- help` for the list of commands.");
  for (const add of GROUPS) add(program);
  return program;
}
