/** Every command of `npm run waybill`. */
import { Command } from "commander";
import { alertCommands } from "./alerts";
import { bookCommands } from "./books";
import { budgetCommands } from "./budgets";
import { connectionCommands } from "./connections";
import { costCenterCommands } from "./cost-centers";
import { developerCommands } from "./developers";
import { exportCommands } from "./exports";
import { forecastCommands } from "./forecast";
import { generationCommands } from "./generations";
import { importCommands } from "./imports";
import { keyCommands } from "./keys";
import { memberCommands } from "./members";
import { organizationCommands } from "./organizations";
import { otherCostCommands } from "./other-costs";
import { recommendationCommands } from "./recommendations";
import { reportCommands } from "./reports";
import { retentionCommands } from "./retention";
import { ruleCommands } from "./rules";
import { spikeCommands } from "./spikes";
import { syncCommands } from "./sync";
import { teamCommands } from "./teams";
import { tokenCommands } from "./tokens";

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
