import { z } from "zod";
import { select, sql, transaction } from "../../db/sql";
import { dayOf } from "../../domain/day";
import { WaybillError } from "../../domain/error";
import type { GenerationReport } from "../../domain/generation/generation";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { isDropped } from "../../facts/day-evidence";
import { writeAudit } from "../audit";
import { permaslugsOf } from "../catalogue/catalogue";
import { mergeGenerations } from "./generations";

const homeRow = z.object({ id: z.string(), name: z.string() });
export type RepairHome = z.infer<typeof homeRow>;

/** Whose key to ask about a request: the connection it is known to be of, else the only one that has a key. */
export async function homeOfRepair(
  scope: AuthorizedScope,
  generationId: string,
  connectionId: string | undefined,
): Promise<RepairHome> {
  permit(scope, "connections.manage");
  const usable = sql`c.organization_id = ${scope.organizationId}::uuid AND c.status <> 'removed' AND c.sealed_key IS NOT NULL`;
  const known = await select(
    sql`SELECT c.id, c.name FROM generations g JOIN connections c ON c.id = g.connection_id
        WHERE g.organization_id = ${scope.organizationId}::uuid AND g.generation_id = ${generationId} AND ${usable}`,
    homeRow,
  );
  if (known[0]) return known[0];
  const wanted = connectionId ?? null;
  const others = await select(
    sql`SELECT c.id, c.name FROM connections c WHERE ${usable} AND (${wanted}::uuid IS NULL OR c.id = ${wanted}::uuid) ORDER BY c.name LIMIT 2`,
    homeRow,
  );
  if (others[0] && others.length === 1) return others[0];
  throw others.length === 0
    ? new WaybillError("not_found", "There is no such request of a connection whose key could ask OpenRouter about it.", {
        todo: "Add a management key in Settings, Connections.",
      })
    : new WaybillError("invalid_input", "Several connections could be asked about this request.", {
        todo: "Say which: --connection <name or id>.",
      });
}

/** Merges what OpenRouter said of one request when it was asked. Throws `conflict` for a day whose requests were dropped. */
export async function storeRepaired(
  scope: AuthorizedScope,
  home: RepairHome,
  told: GenerationReport,
): Promise<{ inserted: number; changed: number }> {
  permit(scope, "connections.manage");
  return transaction(async (client) => {
    const owner = { organizationId: scope.organizationId, connectionId: home.id };
    if (await isDropped(client, { ...owner, day: dayOf(told.createdAt) })) {
      throw new WaybillError("conflict", "The single requests of that day were dropped; its books count them as they are.", {
        todo: "Nothing to do: see Settings, Retention.",
      });
    }
    const models = await permaslugsOf(client, [told.model]);
    const { inserted, changed } = await mergeGenerations(client, owner, [
      { ...told, model: models.get(told.model) ?? told.model },
    ]);
    const detail = { connection: home.name, changed: inserted + changed > 0 };
    await writeAudit(client, scope, "generation.repaired", told.generationId, detail);
    return { inserted, changed };
  });
}
