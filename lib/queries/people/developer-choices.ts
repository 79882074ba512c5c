import { z } from "zod";
import { select, sql } from "../../db/sql";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";

const row = z.object({ id: z.string(), name: z.string(), email: z.string().nullable() });
export type DeveloperChoice = z.infer<typeof row>;

/** Every developer of the organization by name, to choose a key's owner from. For those who manage people alone. */
export async function developerChoices(scope: AuthorizedScope): Promise<DeveloperChoice[]> {
  permit(scope, "people.manage");
  return select(
    sql`SELECT id::text, name, email FROM developers WHERE organization_id = ${scope.organizationId}::uuid ORDER BY lower(name), id`,
    row,
  );
}
