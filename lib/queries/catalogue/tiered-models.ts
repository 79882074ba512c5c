import { z } from "zod";
import { pool } from "../../db/client";
import { select, sql } from "../../db/sql";
import type { AuthorizedScope } from "../../domain/scope";
import { spentOn } from "../spend/spend-sql";
import { type CatalogueModel, catalogue } from "./catalogue";

export interface TieredModels {
  /** Charged for at some time, or put into a tier by the organization. */
  used: CatalogueModel[];
  /** The rest of what OpenRouter lists. */
  others: CatalogueModel[];
}

/** Every model with its tier, by name. */
export async function tieredModels(scope: AuthorizedScope): Promise<TieredModels> {
  const used = await select(
    sql`${spentOn(scope, "model")} UNION
        SELECT permaslug FROM tier_overrides WHERE organization_id = ${scope.organizationId}::uuid AND tier IS NOT NULL`,
    z.object({ id: z.string() }),
    pool(),
  );
  const ids = new Set(used.map(({ id }) => id));
  const [mine, listed] = await Promise.all([catalogue(scope, { permaslugs: [...ids] }), catalogue(scope)]);
  return { used: mine, others: listed.filter(({ permaslug }) => !ids.has(permaslug)) };
}
