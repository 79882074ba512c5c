import type { Command } from "commander";
import { dayOf } from "../../../lib/domain/day";
import { createCostCenter, setCostCenter } from "../../../lib/ledger/people/cost-centers";
import { costCentersOf } from "../../../lib/queries/people/people";
import { typedDay } from "../day-option";
import { findCostCenter, findTeam } from "../find";
import { inSession } from "../session";

interface Dates {
  from?: string;
  until?: string;
}

export function costCenterCommands(program: Command): void {
  const group = program.command("cost-centers").description("what teams are charged to");

  group
    .command("list")
    .description("every cost center with the teams that are charged to it today")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const found = await costCentersOf(await scope(), dayOf(now));
        print(found.map(({ name, code, teams, id }) => ({ name, code, teams: teams.map((team) => team.name), id })));
      }),
    );

  group
    .command("create <name> [code]")
    .description("make a cost center; the code is its number in your books")
    .action((name: string, code: string | undefined, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const { id } = await createCostCenter(await scope(), { name, code: code ?? null });
        say({ id, name, code: code ?? null }, `Created the cost center ${name}.`);
      }),
    );

  group
    .command("charge <team> [cost-center]")
    .description("say what a team is charged to, by name or code; without a cost center: nothing")
    .option("--from <day>", "YYYY-MM-DD, UTC; today otherwise")
    .option("--until <day>", "the first day it counts no longer; otherwise until the next change")
    .action((wanted: string, target: string | undefined, { from, until }: Dates, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const team = await findTeam(authorized, wanted);
        const costCenter = target === undefined ? null : await findCostCenter(authorized, target);
        const fromDay = from ? typedDay(from) : dayOf(now);
        const toDay = until ? typedDay(until) : null;
        await setCostCenter(authorized, team.id, { fromDay, toDay, valueId: costCenter?.id ?? null }, now);
        say(
          { team: team.name, costCenter: costCenter?.name ?? null, from: fromDay, until: toDay },
          `${team.name}: ${costCenter?.name ?? "no cost center"} from ${fromDay} ${toDay ? `until ${toDay}` : "on"}.`,
        );
      }),
    );
}
