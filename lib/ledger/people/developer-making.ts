import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { type DeveloperAlias, type DeveloperKind, tidyAlias } from "../../domain/attribution/developer-alias";
import { parseDay } from "../../domain/day";
import { parseEmail } from "../../domain/email";
import { WaybillError } from "../../domain/error";
import { formatUsd } from "../../domain/format";
import { formatRange } from "../../domain/format-day";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { parseUsd } from "../../domain/usd";
import { refuseNamedByRules } from "../attribution/rules";
import { writeAudit } from "../audit";
import { markDaysOf } from "../rebuild/dirty-days";
import { lockDeveloper } from "./developers";

const Made = z.object({ id: z.string() });

async function insertDeveloper(
  client: Queryable,
  scope: AuthorizedScope,
  { name, email, kind }: { name: string; email: string | null; kind: DeveloperKind },
): Promise<string> {
  const [made] = await select(
    sql`INSERT INTO developers (organization_id, name, email, kind)
        VALUES (${scope.organizationId}::uuid, ${name}, ${email}, ${kind}) RETURNING id`,
    Made,
    client,
  );
  if (!made) throw new Error("an insert answers its row");
  return made.id;
}

/**
 * Makes a developer whom no facts have named yet, such as a service that answers for keys. An e-mail address becomes an
 * alias. Throws WaybillError `conflict` when the address stands for somebody already.
 */
export async function createDeveloper(
  scope: AuthorizedScope,
  wanted: { name: string; email: string | null; kind: DeveloperKind },
): Promise<{ id: string }> {
  permit(scope, "people.manage");
  const name = wanted.name.trim();
  const email = wanted.email?.trim() ? parseEmail(wanted.email) : null;
  if (name.length === 0 || name.length > 100 || /\p{Cc}/u.test(name)) {
    throw new WaybillError("invalid_input", "A developer needs a name of 1 to 100 characters on one line.", {
      todo: "Write a name.",
    });
  }
  if (wanted.email?.trim() && !email) {
    throw new WaybillError("invalid_input", "That is not an e-mail address.", { todo: "Correct it, or leave it empty." });
  }
  return transaction(async (client) => {
    const id = await insertDeveloper(client, scope, { name, email, kind: wanted.kind });
    if (email) {
      const linked = await execute(
        sql`INSERT INTO developer_aliases (organization_id, kind, value, developer_id)
            VALUES (${scope.organizationId}::uuid, 'email', ${email}, ${id}::uuid) ON CONFLICT DO NOTHING`,
        client,
      );
      if (linked === 0) {
        throw new WaybillError("conflict", `${email} stands for a developer already.`, {
          todo: "Look for the address in the list.",
        });
      }
    }
    await writeAudit(client, scope, "developer.created", id, { name, email, kind: wanted.kind });
    return { id };
  });
}

/**
 * Takes an alias from a developer. Facts may go on naming it, so it gets a developer of its own, named by its value: what
 * it stood for is charged to that one, and nothing is lost. Throws WaybillError `not_found` when it does not stand for him.
 */
export async function takeAlias(
  scope: AuthorizedScope,
  developerId: string,
  alias: DeveloperAlias,
  now: Date,
): Promise<{ id: string }> {
  permit(scope, "people.manage");
  const { kind, value } = tidyAlias(alias);
  return transaction(async (client) => {
    const developer = await lockDeveloper(client, scope, developerId);
    const own = sql`organization_id = ${scope.organizationId}::uuid AND kind = ${kind} AND value = ${value}`;
    const [held] = await select(
      sql`SELECT developer_id AS id FROM developer_aliases WHERE ${own} AND developer_id = ${developer.id}::uuid FOR NO KEY UPDATE`,
      Made,
      client,
    );
    if (!held) throw new WaybillError("not_found", "There is no such alias of this developer.", { todo: "Reload the page." });
    const id = await insertDeveloper(client, scope, { name: value, email: kind === "email" ? value : null, kind: "person" });
    await execute(sql`UPDATE developer_aliases SET developer_id = ${id}::uuid WHERE ${own}`, client);
    await markDaysOf(client, scope.organizationId, { developerId: developer.id }, now);
    await writeAudit(client, scope, "developer.alias_taken", developer.id, { developer: developer.name, kind, value });
    return { id };
  });
}

const Spent = z.object({ cost_usd: z.string().transform(parseUsd), first: z.string().nullable(), last: z.string().nullable() });

/** Words for why a developer must stay; null when nothing in the books or of the present names him. */
async function holdOn(
  client: Queryable,
  scope: AuthorizedScope,
  developer: { id: string; name: string },
): Promise<string | null> {
  const [spent] = await select(
    sql`SELECT coalesce(sum(cost_usd), 0)::text AS cost_usd, min(day) AS first, max(day) AS last FROM spend_totals
        WHERE organization_id = ${scope.organizationId}::uuid AND grouping = 1 AND developer_id = ${developer.id}::uuid`,
    Spent,
    client,
  );
  if (spent?.first && spent.last) {
    const days = formatRange(parseDay(spent.first), parseDay(spent.last));
    return `${developer.name} has ${formatUsd(spent.cost_usd)} in the books (${days}), which must stay charged to somebody.`;
  }
  const [key] = await select(
    sql`SELECT k.name FROM key_ownerships o JOIN keys k ON k.id = o.key_id WHERE o.developer_id = ${developer.id}::uuid LIMIT 1`,
    z.object({ name: z.string() }),
    client,
  );
  return key ? `${developer.name} answers or answered for the key ${key.name}.` : null;
}

/**
 * Deletes a developer with whom no dollar is lost. Throws WaybillError `conflict` for one who has spend or keys: he can
 * be merged into another. Facts that name him later make him again.
 */
export async function deleteDeveloper(scope: AuthorizedScope, developerId: string, now: Date): Promise<void> {
  permit(scope, "people.manage");
  await transaction(async (client) => {
    const developer = await lockDeveloper(client, scope, developerId);
    await refuseNamedByRules(client, scope.organizationId, developer);
    const held = await holdOn(client, scope, developer);
    if (held) {
      throw new WaybillError("conflict", `Not deleted. ${held}`, {
        todo: "Merge the two developers instead: aliases, keys and spend go to the other one.",
      });
    }
    await markDaysOf(client, scope.organizationId, { developerId: developer.id }, now);
    await execute(sql`DELETE FROM developers WHERE id = ${developer.id}::uuid`, client);
    await writeAudit(client, scope, "developer.deleted", developer.id, { developer: developer.name });
  });
}
