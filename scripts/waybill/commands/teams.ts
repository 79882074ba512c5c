import type { Command } from "commander";
import { z } from "zod";
import { select, sql } from "../../../lib/db/sql";
import { dayOf } from "../../../lib/domain/day";
import { createTeam, renameTeam, setTeam } from "../../../lib/ledger/people/teams";
import { typedDay } from "../day-option";
import { findDeveloper, findTeam } from "../find";
import { inSession } from "../session";

const Row = z.object({ name: z.string(), developers: z.array(z.string()), managers: z.array(z.string()), id: z.string() });

export function teamCommands(program: Command): void {
  const group = program.command("teams").description("groups of developers, and who manages them");

  group
    .command("list")
    .description("every team with its developers of today")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const { organizationId } = await scope();
        const today = dayOf(now);
        print(
          await select(
            sql`SELECT t.name, t.id,
                  ARRAY(SELECT d.name FROM team_memberships tm JOIN developers d ON d.id = tm.developer_id
                        WHERE tm.team_id = t.id AND tm.from_day <= ${today}::date AND (tm.to_day IS NULL OR tm.to_day > ${today}::date)
                        ORDER BY d.name) AS developers,
                  ARRAY(SELECT m.email FROM membership_teams mt JOIN memberships m ON m.id = mt.membership_id
                        WHERE mt.team_id = t.id AND m.removed_at IS NULL ORDER BY m.email) AS managers
                FROM teams t WHERE t.organization_id = ${organizationId}::uuid ORDER BY t.name`,
            Row,
          ),
        );
      }),
    );

  group
    .command("create <name>")
    .description("make a team")
    .action((name: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const { id } = await createTeam(await scope(), name);
        say({ id, name }, `Created the team ${name}.`);
      }),
    );

  group
    .command("rename <team> <name>")
    .description("give a team another name")
    .action((wanted: string, name: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const team = await findTeam(authorized, wanted);
        await renameTeam(authorized, team.id, name);
        say({ id: team.id, name }, `${team.name} is called ${name} now.`);
      }),
    );

  const place = (developer: string, wanted: string | null, from: string | undefined, command: Command) =>
    inSession(command, async ({ scope, say, now }) => {
      const authorized = await scope();
      const found = await findDeveloper(authorized, developer);
      const team = wanted === null ? null : await findTeam(authorized, wanted);
      const fromDay = from ? typedDay(from) : dayOf(now);
      await setTeam(authorized, found.id, team?.id ?? null, fromDay, now);
      say(
        { developer: found.name, team: team?.name ?? null, from: fromDay },
        `${found.name}: ${team?.name ?? "no team"} from ${fromDay} on.`,
      );
    });

  group
    .command("place <developer> <team>")
    .description("put a developer into a team; spend of the days from then on is booked there")
    .option("--from <day>", "YYYY-MM-DD, UTC; today otherwise")
    .action((developer: string, team: string, { from }: { from?: string }, command: Command) =>
      place(developer, team, from, command),
    );

  group
    .command("leave <developer>")
    .description("take a developer out of any team")
    .option("--from <day>", "YYYY-MM-DD, UTC; today otherwise")
    .action((developer: string, { from }: { from?: string }, command: Command) => place(developer, null, from, command));
}
