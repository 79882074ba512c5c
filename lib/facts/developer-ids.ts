import { createHash } from "node:crypto";
import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import { aliasKey, type DeveloperAlias } from "../domain/attribution/developer-alias";
import type { FindDevelopers, Identity } from "./day-people";

interface KnownAlias {
  key: string;
  developerId: string;
  /** The developer's name is still only the e-mail address he was made from. */
  isBare: boolean;
}

/** The same identity gets the same id wherever and however often it is met first. */
export function developerIdFor(organizationId: string, identity: Identity): string {
  const main = identity.aliases.find((alias) => alias.kind === "email") ?? identity.aliases[0];
  const hex = createHash("sha256")
    .update(`${organizationId} ${main ? aliasKey(main) : ""}`)
    .digest("hex");
  // Version 8 of RFC 9562: a UUID whose other bits are ours.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Those of the aliases that stand for a developer already. */
export async function knownAliases(
  client: Queryable,
  organizationId: string,
  aliases: readonly DeveloperAlias[],
): Promise<KnownAlias[]> {
  return select(
    sql`SELECT a.kind || ':' || a.value AS key, a.developer_id AS "developerId", d.name = d.email AS "isBare"
        FROM unnest(${aliases.map((alias) => alias.kind)}::text[], ${aliases.map((alias) => alias.value)}::text[]) AS asked(kind, value)
        JOIN developer_aliases a ON a.organization_id = ${organizationId}::uuid AND a.kind = asked.kind AND a.value = asked.value
        JOIN developers d ON d.id = a.developer_id`,
    z.object({ key: z.string(), developerId: z.string(), isBare: z.boolean().nullable().transform(Boolean) }),
    client,
  );
}

/** The aliases of these identities, each once. */
export function aliasesOf(identities: readonly Identity[]): DeveloperAlias[] {
  return [...new Map(identities.flatMap((one) => one.aliases).map((alias) => [aliasKey(alias), alias])).values()];
}

/** Who stands, or would stand after a rebuild, behind these identities. Writes nothing. */
export const foreseeDevelopers: FindDevelopers = async (client, organizationId, identities) => {
  const known = await knownAliases(client, organizationId, aliasesOf(identities));
  const book = new Map(known.map(({ key, developerId }) => [key, developerId]));
  for (const identity of identities) {
    const keys = identity.aliases.map(aliasKey);
    const developerId =
      keys.map((key) => book.get(key)).find((id) => id !== undefined) ?? developerIdFor(organizationId, identity);
    for (const key of keys) if (!book.has(key)) book.set(key, developerId);
  }
  return book;
};
