import { Argument, type Command } from "commander";
import { z } from "zod";
import { select, sql } from "../../../lib/db/sql";
import { DEVELOPER_KINDS, type DeveloperAlias, type DeveloperKind } from "../../../lib/domain/attribution/developer-alias";
import { dayOf } from "../../../lib/domain/day";
import { mergeDevelopers, renameDeveloper, setAlias, setDeveloperKind, setKeyOwner } from "../../../lib/ledger/people/developers";
import { typedDay } from "../day-option";
import { findDeveloper, findKey } from "../find";
import { inSession } from "../session";

const Row = z.object({
  name: z.string(),
  kind: z.string(),
  email: z.string().nullable(),
  aliases: z.array(z.string()),
  id: z.string(),
});

export function developerCommands(program: Command): void {
  const group = program.command("developers").description("people and services that spend is charged to");

  group
    .command("list")
    .description("every developer, with the values that evidence names them by")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const { organizationId } = await scope();
        print(
          await select(
            sql`SELECT d.name, d.kind, d.email, d.id,
                  ARRAY(SELECT a.kind || ':' || a.value FROM developer_aliases a WHERE a.developer_id = d.id ORDER BY 1) AS aliases
                FROM developers d WHERE d.organization_id = ${organizationId}::uuid ORDER BY lower(d.name), d.id`,
            Row,
          ),
        );
      }),
    );

  group
    .command("rename <developer> <name>")
    .description("give a developer another name")
    .action((wanted: string, name: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const developer = await findDeveloper(authorized, wanted);
        await renameDeveloper(authorized, developer.id, name);
        say({ id: developer.id, name }, `${developer.name} is called ${name} now.`);
      }),
    );

  group
    .command("kind <developer>")
    .description("say whether it is a person or a service")
    .addArgument(new Argument("<kind>").choices(DEVELOPER_KINDS))
    .action((wanted: string, kind: DeveloperKind, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        const developer = await findDeveloper(authorized, wanted);
        await setDeveloperKind(authorized, developer.id, kind);
        say({ id: developer.id, kind }, `${developer.name} is a ${kind}.`);
      }),
    );

  group
    .command("alias <developer>")
    .description("say that a value in the evidence stands for this developer")
    .addArgument(
      new Argument("<kind>", "the request's user field, an e-mail address, or an OpenRouter member").choices([
        "user",
        "email",
        "member",
      ]),
    )
    .argument("<value>")
    .action((wanted: string, kind: DeveloperAlias["kind"], value: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const developer = await findDeveloper(authorized, wanted);
        await setAlias(authorized, developer.id, { kind, value }, now);
        say({ id: developer.id, kind, value }, `${value} stands for ${developer.name}.`);
      }),
    );

  group
    .command("merge <from> <into>")
    .description("make one of two: everything of the first goes to the second")
    .action((first: string, second: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const [from, into] = [await findDeveloper(authorized, first), await findDeveloper(authorized, second)];
        await mergeDevelopers(authorized, from.id, into.id, now);
        say({ id: into.id, name: into.name }, `${from.name} is ${into.name} now.`);
      }),
    );

  group
    .command("own <key> [developer]")
    .description("say who answers for a key, by its name or hash; without a developer: nobody")
    .option("--from <day>", "YYYY-MM-DD, UTC; today otherwise")
    .action((wanted: string, owner: string | undefined, { from }: { from?: string }, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const key = await findKey(authorized, wanted);
        const developer = owner === undefined ? null : await findDeveloper(authorized, owner);
        const fromDay = from ? typedDay(from) : dayOf(now);
        await setKeyOwner(authorized, key.id, developer?.id ?? null, fromDay, now);
        say(
          { key: key.id, developer: developer?.id ?? null, from: fromDay },
          `${key.name}: ${developer?.name ?? "nobody"} from ${fromDay} on.`,
        );
      }),
    );
}
