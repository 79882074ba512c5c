import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { wakeWorker } from "../connections";
import { senderName } from "./imports";
import { dropStaging } from "./parts";

const Found = z.object({ id: z.string(), status: z.string(), kind: z.string().nullable() });

function tooLate(kind: string | null): WaybillError {
  if (kind === "aggregate") {
    return new WaybillError("conflict", "The days of this file were billed cells the moment it had arrived; they stay.", {
      todo: "Upload the right file: it replaces the days it names.",
    });
  }
  return new WaybillError("conflict", "Every row of this file stands among the facts already; it cannot be cancelled any more.", {
    todo: "Wait until its days are added up.",
  });
}

/**
 * Stops an import, and nothing of it stays: one that is received or waits is forgotten at once, and what was merged is
 * taken back by the worker (status `cancelling`, then `cancelled`). A second time changes nothing. Throws WaybillError
 * `forbidden`, `not_found`, or `conflict` when everything is merged, or the import has ended otherwise.
 */
export async function cancelImport(scope: AuthorizedScope, importId: string, now: Date): Promise<void> {
  permit(scope, "imports.manage");
  await transaction(async (client) => {
    const [found] = await select(
      sql`SELECT id, status, kind FROM imports
          WHERE organization_id = ${scope.organizationId}::uuid AND id::text = ${importId} FOR UPDATE`,
      Found,
      client,
    );
    if (!found) throw new WaybillError("not_found", "There is no such import.", { todo: "Look for it in the list of imports." });
    const { id, status, kind } = found;
    if (status === "cancelling" || status === "cancelled") return;
    if (status === "failed" || status === "succeeded") {
      throw new WaybillError("conflict", "This import has ended already.", { todo: "See what became of it." });
    }
    if (status === "rebuilding" || (status === "staged" && kind === "aggregate")) throw tooLate(kind);
    const merging = status === "merging";
    await execute(
      sql`UPDATE imports SET status = ${merging ? "cancelling" : "cancelled"}, finished_at = ${merging ? null : now}::timestamptz,
            cancelled_by = ${senderName(scope)}
          WHERE id = ${id}::uuid`,
      client,
    );
    if (!merging) await dropStaging(client, id);
    await writeAudit(client, scope, "import.cancelled", id, {});
    await wakeWorker(client);
  });
}
