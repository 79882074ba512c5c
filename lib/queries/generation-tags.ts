import { z } from "zod";
import { type Queryable, select, sql } from "../db/sql";
import type { Day } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import { readRuleBook } from "../facts/attribution-rules";

/** What single requests of a day have in common with a line of its books. */
interface TaggedLine {
  connectionId: string;
  keyId: string | null;
  model: string;
  provider: string | null;
  app: string | null;
  feature: string | null;
  evidence: string;
}

/** The tags that all requests behind a line carry alike; none where nothing tells which requests those are. */
export type CommonTags = (line: TaggedLine) => Readonly<Record<string, string>>;

const NONE = {};
const taggedRow = z.object({
  connection_id: z.string(),
  key_id: z.string().nullable(),
  model: z.string(),
  provider: z.string().nullable(),
  app: z.string().nullable(),
  feature: z.string().nullable(),
  tags: z.record(z.string(), z.string()),
});

/**
 * A line of the books sums requests that may differ in their tags. Those that every request of its connection, key, model,
 * provider, app and feature carries with the same value hold for the line as well, whoever of them it is charged to;
 * others have no single value and are left out. Where a rule decides features, requests are taken whatever their feature.
 */
export async function commonTagsOf(scope: AuthorizedScope, on: Queryable): Promise<(day: Day) => Promise<CommonTags>> {
  const { rules } = await readRuleBook(on, scope.organizationId);
  const byFeature = !rules.some(({ verdicts }) => verdicts.feature !== null);
  const nameOf = (line: Omit<TaggedLine, "evidence">) =>
    JSON.stringify([line.connectionId, line.keyId, line.model, line.provider, line.app, byFeature && line.feature]);
  const feature = byFeature ? sql`g.feature` : sql`NULL::text`;
  const read = async (day: Day): Promise<CommonTags> => {
    const rows = await select(
      sql`WITH requests AS NOT MATERIALIZED (
            SELECT g.connection_id, g.key_id, g.model, g.provider, g.app, ${feature} AS feature, g.tags FROM generations g
            WHERE g.organization_id = ${scope.organizationId}::uuid AND g.day = ${day}::date
              AND g.connection_id IN (SELECT c.id FROM connections c WHERE c.organization_id = ${scope.organizationId}::uuid)),
          groups AS (SELECT connection_id, key_id, model, provider, app, feature, count(*) AS requests FROM requests
            GROUP BY 1, 2, 3, 4, 5, 6 HAVING count(*) = count(tags)),
          values AS (SELECT r.connection_id, r.key_id, r.model, r.provider, r.app, r.feature, t.key, min(t.value) AS value, count(*) AS requests
            FROM requests r, jsonb_each_text(r.tags) t WHERE t.value IS NOT NULL
            GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING min(t.value) = max(t.value))
          SELECT g.connection_id, g.key_id, g.model, g.provider, g.app, g.feature, jsonb_object_agg(v.key, v.value) AS tags
          FROM groups g JOIN values v ON v.requests = g.requests AND v.connection_id = g.connection_id AND v.model = g.model
            AND (v.key_id, v.provider, v.app, v.feature) IS NOT DISTINCT FROM (g.key_id, g.provider, g.app, g.feature)
          GROUP BY 1, 2, 3, 4, 5, 6`,
      taggedRow,
      on,
    );
    const found = new Map(
      rows.map(({ connection_id, key_id, tags, ...line }) => [
        nameOf({ ...line, connectionId: connection_id, keyId: key_id }),
        tags,
      ]),
    );
    return (line) => (line.evidence === "generation" || line.evidence === "log" ? (found.get(nameOf(line)) ?? NONE) : NONE);
  };
  let last: { day: Day; tags: CommonTags } | null = null;
  return async (day) => {
    if (last?.day !== day) last = { day, tags: await read(day) };
    return last.tags;
  };
}
