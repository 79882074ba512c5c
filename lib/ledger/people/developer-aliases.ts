import { execute, type Queryable, sql } from "../../db/sql";
import { aliasKey, type DeveloperAlias } from "../../domain/attribution/developer-alias";
import type { Identity } from "../../facts/day-people";
import { aliasesOf, developerIdFor, knownAliases } from "../../facts/developer-ids";

interface Wanted {
  id: string;
  name: string;
  email: string | null;
}

async function create(
  client: Queryable,
  organizationId: string,
  developers: Wanted[],
  aliases: { alias: DeveloperAlias; developerId: string }[],
): Promise<void> {
  const people = [...new Map(developers.map((developer) => [developer.id, developer])).values()];
  await execute(
    sql`INSERT INTO developers (id, organization_id, name, email)
        SELECT id, ${organizationId}::uuid, name, email
        FROM unnest(${people.map((one) => one.id)}::uuid[], ${people.map((one) => one.name)}::text[], ${people.map((one) => one.email)}::text[])
          AS made(id, name, email)
        ON CONFLICT (id) DO NOTHING`,
    client,
  );
  await execute(
    sql`INSERT INTO developer_aliases (organization_id, kind, value, developer_id)
        SELECT ${organizationId}::uuid, kind, value, developer_id
        FROM unnest(${aliases.map((link) => link.alias.kind)}::text[], ${aliases.map((link) => link.alias.value)}::text[],
                    ${aliases.map((link) => link.developerId)}::uuid[]) AS link(kind, value, developer_id)
        ON CONFLICT (organization_id, kind, value) DO NOTHING`,
    client,
  );
}

/**
 * Held to the end of the transaction by whoever makes an organization's people: days that meet the same new people, one
 * after another and in another order, would otherwise wait for each other in a ring.
 */
async function lockPeople(client: Queryable, organizationId: string): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`people ${organizationId}`}, 0))`, client);
}

async function nameBarePeople(client: Queryable, names: ReadonlyMap<string, string>): Promise<void> {
  if (names.size === 0) return;
  await execute(
    sql`UPDATE developers d SET name = named.name
        FROM unnest(${[...names.keys()]}::uuid[], ${[...names.values()]}::text[]) AS named(id, name)
        WHERE d.id = named.id AND d.name = d.email`,
    client,
  );
}

/**
 * Who stands behind the aliases of these identities, by aliasKey. An identity that nobody stands for yet gets a developer
 * of its own; aliases that are new to a known developer are added to him. Safe to run in many transactions at once.
 */
export async function ensureDevelopers(
  client: Queryable,
  organizationId: string,
  identities: readonly Identity[],
): Promise<ReadonlyMap<string, string>> {
  const asked = aliasesOf(identities);
  const found = await knownAliases(client, organizationId, asked);
  const book = new Map(found.map((alias) => [alias.key, alias.developerId]));
  const bare = new Set(found.filter((alias) => alias.isBare).map((alias) => alias.developerId));
  const developers: Wanted[] = [];
  const links: { alias: DeveloperAlias; developerId: string }[] = [];
  const names = new Map<string, string>();
  for (const identity of identities) {
    const aliases = identity.aliases;
    const knownId = aliases.map((alias) => book.get(aliasKey(alias))).find((id) => id !== undefined);
    const developerId = knownId ?? developerIdFor(organizationId, identity);
    if (!knownId) {
      const email = aliases.find((alias) => alias.kind === "email")?.value ?? null;
      developers.push({ id: developerId, name: identity.name ?? email ?? aliases[0]?.value ?? "", email });
    } else if (identity.name && bare.has(knownId)) names.set(knownId, identity.name);
    for (const alias of aliases) {
      if (book.has(aliasKey(alias))) continue;
      book.set(aliasKey(alias), developerId);
      links.push({ alias, developerId });
    }
  }
  if (names.size === 0 && links.length === 0) return book;
  await lockPeople(client, organizationId);
  await nameBarePeople(client, names);
  await create(client, organizationId, developers, links);
  // Another transaction may have been first with an alias: its word counts.
  return new Map((await knownAliases(client, organizationId, asked)).map((alias) => [alias.key, alias.developerId]));
}
