import { z } from "zod";
import { select, sql } from "../../db/sql";
import type { Day } from "../../domain/day";
import { parseEmail } from "../../domain/email";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { setKeyOwner } from "./developers";

const found = z.object({ id: z.string() });

function theOnly(rows: readonly { id: string }[], what: string, wanted: string): string {
  const [first, second] = rows;
  if (first && !second) return first.id;
  const shown = JSON.stringify(wanted.slice(0, 60));
  throw new WaybillError("not_found", first ? `Several ${what}s are called ${shown}.` : `There is no ${what} ${shown}.`);
}

/** By hash, name or mask; a name that several bear names none. */
async function findKey(scope: AuthorizedScope, wanted: string): Promise<string> {
  const rows = await select(
    sql`SELECT id::text FROM keys WHERE organization_id = ${scope.organizationId}::uuid
          AND (hash = ${wanted} OR name = ${wanted} OR label = ${wanted}) LIMIT 2`,
    found,
  );
  return theOnly(rows, "key", wanted);
}

async function findOwner(scope: AuthorizedScope, wanted: string): Promise<string> {
  const email = parseEmail(wanted) ?? wanted;
  const rows = await select(
    sql`SELECT developer_id::text AS id FROM developer_aliases
        WHERE organization_id = ${scope.organizationId}::uuid AND kind = 'email' AND value = ${email}`,
    found,
  );
  return theOnly(rows, "developer", wanted);
}

/**
 * Sets the owner of a key by what a list calls the two: the key's hash, name or mask, and the owner's e-mail address.
 * Throws WaybillError `not_found` where that names nobody, or several.
 */
export async function setKeyOwnerByWords(
  scope: AuthorizedScope,
  { key, owner }: { key: string; owner: string },
  { fromDay, toDay }: { fromDay: Day; toDay: Day | null },
  now: Date,
): Promise<void> {
  permit(scope, "people.manage");
  await setKeyOwner(scope, await findKey(scope, key), await findOwner(scope, owner), fromDay, now, toDay);
}
