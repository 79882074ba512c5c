import { z } from "zod";
import { select, sql } from "../db/sql";
import { WaybillError } from "../domain/error";
import type { AuthorizedScope } from "../domain/scope";

/** What the asker's organization is called. */
export async function organizationName(scope: AuthorizedScope): Promise<string> {
  const [found] = await select(
    sql`SELECT name FROM organizations WHERE id = ${scope.organizationId}::uuid`,
    z.object({ name: z.string() }),
  );
  if (!found) throw new WaybillError("not_found", "There is no such organization.", { todo: "Check the address." });
  return found.name;
}

/** The first part of the path of the asker's organization's pages. */
export async function organizationSlug(scope: AuthorizedScope): Promise<string> {
  const [found] = await select(
    sql`SELECT slug FROM organizations WHERE id = ${scope.organizationId}::uuid`,
    z.object({ slug: z.string() }),
  );
  if (!found) throw new WaybillError("not_found", "There is no such organization.", { todo: "Check the address." });
  return found.slug;
}
