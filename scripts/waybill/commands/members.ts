import type { Command } from "commander";
import { changeRole, inviteMember, removeMember, signOutEverywhere } from "../../../lib/ledger/people/members";
import { setManagedTeams } from "../../../lib/ledger/people/teams";
import { membersOf } from "../../../lib/queries/people/members";
import { findMember, findTeam } from "../find";
import { inSession } from "../session";

export function memberCommands(program: Command): void {
  const group = program.command("members").description("who may sign in, and what each may do");

  group
    .command("list")
    .description("everybody who may sign in")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const members = await membersOf(await scope(), now);
        print(
          members.map(({ id, email, name, role, teams, joined, sessions }) => ({
            email,
            name,
            role,
            teams: teams.map((team) => team.name),
            joined,
            sessions: sessions.length,
            id,
          })),
        );
      }),
    );

  group
    .command("add <e-mail>")
    .description("let somebody in")
    .option("--role <role>", "owner, admin, finance, manager or member", "member")
    .action((email: string, { role }: { role: string }, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const { id } = await inviteMember(await scope(), { email, role });
        say({ id, email, role }, `${email} may sign in as ${role}.`);
      }),
    );

  group
    .command("role <e-mail> <role>")
    .description("change what somebody may do, from the next request on")
    .action((email: string, role: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const member = await findMember(authorized, email);
        await changeRole(authorized, member.id, role);
        say({ id: member.id, email: member.name, role }, `${member.name} is ${role} now.`);
      }),
    );

  group
    .command("teams <e-mail> [team...]")
    .description("whose spend a manager sees: these teams and no others")
    .action((email: string, names: string[], _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const member = await findMember(authorized, email);
        const teams = await Promise.all(names.map((name) => findTeam(authorized, name)));
        const ids = teams.map(({ id }) => id);
        await setManagedTeams(authorized, member.id, ids);
        say({ id: member.id, teams: names }, `${member.name} sees ${names.join(", ") || "no team"}.`);
      }),
    );

  group
    .command("sign-out <e-mail>")
    .description("end every session of somebody at once")
    .action((email: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const member = await findMember(authorized, email);
        const sessions = await signOutEverywhere(authorized, member.id);
        say({ id: member.id, sessions }, `Ended ${sessions} sessions of ${member.name}.`);
      }),
    );

  group
    .command("remove <e-mail>")
    .description("end somebody's membership and sessions")
    .action((email: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const member = await findMember(authorized, email);
        await removeMember(authorized, member.id, now);
        say({ id: member.id, email: member.name }, `${member.name} may not sign in any more.`);
      }),
    );
}
