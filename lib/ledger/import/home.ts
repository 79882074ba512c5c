import { z } from "zod";
import { execute, type Queryable, select, sql } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { lockConnection } from "../connections";

/** What the home of logs is called until somebody renames it, or gives it a management key. */
const UPLOADS = "Uploaded logs";

const Connection = z.object({ id: z.string(), name: z.string() });

/** Which connection an uploaded file is for. */
export async function homeOfUpload(client: Queryable, scope: AuthorizedScope, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined) return (await lockConnection(client, scope, wanted)).id;
  // Two first uploads at once must not make two homes.
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`home of uploads ${scope.organizationId}`}, 0))`, client);
  const found = await select(
    sql`SELECT id, name FROM connections WHERE organization_id = ${scope.organizationId}::uuid AND status <> 'removed' ORDER BY created_at, id`,
    Connection,
    client,
  );
  const [first, ...others] = found;
  if (first && others.length === 0) return first.id;
  if (first) {
    const names = found.map(({ name }) => name).join(", ");
    throw new WaybillError("invalid_input", `There are several connections, and a log belongs to one of them: ${names}.`, {
      todo: "Say which connection the file is for.",
    });
  }
  const [made] = await select(
    sql`INSERT INTO connections (organization_id, name) VALUES (${scope.organizationId}::uuid, ${UPLOADS}) RETURNING id, name`,
    Connection,
    client,
  );
  if (!made) throw new WaybillError("internal", "A home for the upload could not be made.");
  await writeAudit(client, scope, "connection.added", made.id, { name: UPLOADS });
  return made.id;
}
