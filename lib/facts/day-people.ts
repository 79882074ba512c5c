import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { AliasBook, KeyFacts } from "../domain/attribution/attribution";
import { aliasesOfMember, aliasesOfUser, aliasKey, type DeveloperAlias, emailAlias } from "../domain/attribution/developer-alias";
import type { EvidenceGroup } from "../domain/rollup/rollup";

/** Somebody whom facts name: under these aliases, the most telling first, and by this name where the directory knows one. */
export interface Identity {
  aliases: readonly DeveloperAlias[];
  name: string | null;
}

/** Answers who stands behind the aliases of these identities, by aliasKey. */
export type FindDevelopers = (
  client: Queryable,
  organizationId: string,
  identities: readonly Identity[],
) => Promise<ReadonlyMap<string, string>>;

/** A member of the OpenRouter account, as its directory lists him. */
export interface Member {
  memberId: string;
  email: string;
  name: string | null;
}

export async function readMembers(client: Queryable, connectionId: string): Promise<Member[]> {
  return select(
    sql`SELECT member_id AS "memberId", email, nullif(trim(concat_ws(' ', first_name, last_name)), '') AS name
        FROM openrouter_members WHERE connection_id = ${connectionId}::uuid ORDER BY member_id`,
    z.object({ memberId: z.string(), email: z.string(), name: z.string().nullable() }),
    client,
  );
}

export function identityOfMember({ email, memberId, name }: Member): Identity {
  return { aliases: [emailAlias(email), { kind: "member", value: memberId }], name };
}

type Named = Pick<EvidenceGroup, "keyId" | "externalUser" | "member">;

/**
 * The developers of a day, collected while its facts are read. A rebuild makes everybody whom facts name, whether or
 * not anything is charged to him: who exists must not depend on the order in which days are rebuilt.
 */
export class DayPeople {
  readonly #developers = new Map<string, string>();
  readonly #met = { keys: new Set<string>(), users: new Set<string>(), members: new Set<string>() };

  constructor(
    private readonly organizationId: string,
    private readonly keys: ReadonlyMap<string, KeyFacts & { creator: Member | null }>,
    private readonly members: readonly Member[],
    private readonly find: FindDevelopers,
  ) {}

  readonly developerOf: AliasBook = (alias) => this.#developers.get(aliasKey(alias)) ?? null;

  /** Looks up whomever these facts name and nobody before did. */
  async meet(client: Queryable, named: Iterable<Partial<Named>>): Promise<void> {
    const identities: Identity[] = [];
    for (const { keyId, externalUser, member } of named) {
      if (keyId && isNew(this.#met.keys, keyId)) {
        const creator = this.keys.get(keyId)?.creator;
        if (creator) identities.push(identityOfMember(creator));
      }
      if (externalUser && isNew(this.#met.users, externalUser)) {
        identities.push({ aliases: aliasesOfUser(externalUser), name: null });
      }
      if (member && isNew(this.#met.members, member)) identities.push(this.#identityOfText(member));
    }
    const found = await this.find(client, this.organizationId, identities);
    for (const [alias, developerId] of found) this.#developers.set(alias, developerId);
  }

  /** A log may name a member where the directory has his address. */
  #identityOfText(text: string): Identity {
    const aliases = aliasesOfMember(text);
    const [listed, ...others] = this.members.filter((member) => member.name === text.trim());
    if (!listed || others.length > 0) return { aliases, name: null };
    return { aliases: [...aliases, emailAlias(listed.email)], name: listed.name };
  }
}

function isNew(seen: Set<string>, value: string): boolean {
  if (seen.has(value)) return false;
  seen.add(value);
  return true;
}
