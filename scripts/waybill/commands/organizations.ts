import type { Command } from "commander";
import { pool } from "../../../lib/db/client";
import { mintSystemScope } from "../../../lib/domain/mint-scope";
import { createOrganization, renameOrganization, setAllowedDomains } from "../../../lib/ledger/organizations";
import { inviteMember } from "../../../lib/ledger/people/members";
import { organizations } from "../find";
import { inSession } from "../session";

const OPERATOR = { kind: "operator" } as const;

export function organizationCommands(program: Command): void {
  const group = program.command("organizations").description("tenants of this Waybill");

  group
    .command("list")
    .description("every organization")
    .action((_options, command: Command) => inSession(command, async ({ print }) => print(await organizations())));

  group
    .command("create <name>")
    .description("found an organization")
    .option("--slug <slug>", "its first part of every address; made from the name otherwise")
    .option("--owner <e-mail>", "who may sign in as its owner")
    .action((name: string, options: { slug?: string; owner?: string }, command: Command) =>
      inSession(command, async ({ say }) => {
        const made = await createOrganization(pool(), { name, slug: options.slug, actor: OPERATOR });
        if (options.owner) await inviteMember(mintSystemScope(made.id, OPERATOR), { email: options.owner, role: "owner" });
        say({ ...made, owner: options.owner ?? null }, `Created ${name} at /${made.slug}.`);
      }),
    );

  group
    .command("rename <name>")
    .description("give the organization another name; its address stays")
    .action((name: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        await renameOrganization(await scope(), name);
        say({ name }, `Renamed to ${name}.`);
      }),
    );

  group
    .command("domains [domain...]")
    .description("let anybody with a verified e-mail of these domains in as a member; none: by invitation only")
    .action((domains: string[], _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        await setAllowedDomains(await scope(), domains);
        say({ domains }, domains.length > 0 ? `People of ${domains.join(", ")} may join.` : "People join by invitation only.");
      }),
    );
}
