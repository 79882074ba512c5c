import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import type { Tier } from "../../domain/catalogue/tier";
import { groupingOf } from "../../domain/dimension";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { actorName, writeAudit } from "../audit";

const LONGEST_NAME = 200;

/**
 * Says in which tier the organization sees a model, whatever its price (null: by its price again). It counts for all days,
 * those behind us among them. Throws WaybillError `not_found` for a model that neither the catalogue nor the organization's
 * books know.
 */
export async function setTier(scope: AuthorizedScope, permaslug: string, tier: Tier | null, now: Date): Promise<void> {
  permit(scope, "tiers.manage");
  await transaction(async (client) => {
    const [known] = await select(
      sql`SELECT EXISTS (SELECT FROM models WHERE permaslug = ${permaslug}) OR EXISTS (SELECT FROM spend_totals
            WHERE organization_id = ${scope.organizationId}::uuid AND grouping = ${groupingOf(["model"])} AND model = ${permaslug}) AS known,
          (SELECT tier FROM tier_overrides WHERE organization_id = ${scope.organizationId}::uuid AND permaslug = ${permaslug}) AS before`,
      z.object({ known: z.boolean(), before: z.string().nullable() }),
      client,
    );
    if (!known?.known || permaslug.length > LONGEST_NAME) {
      throw new WaybillError("not_found", "There is no such model.", { todo: "Choose one from the list." });
    }
    if (known.before === tier) return;
    await execute(
      sql`INSERT INTO tier_overrides (organization_id, permaslug, tier, set_by, set_at)
          VALUES (${scope.organizationId}::uuid, ${permaslug}, ${tier}, ${actorName(scope.actor)}, ${now})
          ON CONFLICT (organization_id, permaslug) DO UPDATE SET tier = excluded.tier, set_by = excluded.set_by, set_at = excluded.set_at`,
      client,
    );
    await writeAudit(client, scope, "model.tier_set", permaslug, { model: permaslug, from: known.before, to: tier });
  });
}
