import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { type FoundSpike, overlaps, SPIKE_ANSWERS, type SpikeAnswer } from "../../domain/spike/spike";
import { usdToString } from "../../domain/usd";
import { actorName, writeAudit } from "../audit";

/** A spike with what made it. */
export interface ExplainedSpike extends FoundSpike {
  /** In words; null: nothing that has a name. */
  driver: string | null;
  /** Whose it is for the most part; null: nobody's. */
  developerId: string | null;
}

const knownRow = z.object({
  id: z.string(),
  resolution: z.enum(["hour", "day"]),
  filters: z.record(z.string(), z.array(z.string())),
  from_at: z.date(),
  to_at: z.date(),
  closed_at: z.date().nullable(),
});
type Known = z.output<typeof knownRow>;

async function readKnown(client: Queryable, organizationId: string, since: Date): Promise<Known[]> {
  return select(
    sql`SELECT id::text, resolution, filters, from_at, to_at, closed_at FROM spikes
        WHERE organization_id = ${organizationId}::uuid AND (to_at >= ${since} OR closed_at IS NULL) ORDER BY from_at`,
    knownRow,
    client,
  );
}

function sameAs(spike: FoundSpike, known: Known): boolean {
  const alike = known.resolution === spike.resolution && JSON.stringify(known.filters) === JSON.stringify(spike.filters);
  return alike && overlaps(spike, { from: known.from_at, to: known.to_at });
}

async function open(client: Queryable, organizationId: string, spike: ExplainedSpike, now: Date): Promise<void> {
  await execute(
    sql`INSERT INTO spikes (organization_id, resolution, filters, from_at, to_at, actual_usd, usual_usd, score, driver, developer_id, opened_at, closed_at)
        VALUES (${organizationId}::uuid, ${spike.resolution}, ${JSON.stringify(spike.filters)}::jsonb, ${spike.from}, ${spike.to},
                ${usdToString(spike.actualUsd)}::numeric, ${usdToString(spike.usualUsd)}::numeric, ${spike.score}, ${spike.driver},
                ${spike.developerId}::uuid, ${now}, ${spike.closed ? now : null})
        ON CONFLICT (organization_id, resolution, filters, from_at) DO NOTHING`,
    client,
  );
}

/** A spike that is closed stays closed; what is known of it may still grow more exact. */
async function goOn(client: Queryable, known: Known, spike: ExplainedSpike, now: Date): Promise<void> {
  await execute(
    sql`UPDATE spikes SET to_at = ${spike.to > known.from_at ? spike.to : known.to_at}, actual_usd = ${usdToString(spike.actualUsd)}::numeric,
          usual_usd = ${usdToString(spike.usualUsd)}::numeric, score = greatest(score, ${spike.score}),
          driver = coalesce(${spike.driver}, driver), developer_id = coalesce(${spike.developerId}::uuid, developer_id),
          closed_at = coalesce(closed_at, ${spike.closed ? now : null}) WHERE id = ${known.id}::uuid`,
    client,
  );
}

/**
 * Keeps what was found from `since` on: new spikes open once, known ones go on or close, and one that is no longer found,
 * as after a restatement, closes. Workers that look at once wait for each other, so that nothing opens twice.
 */
export async function storeSpikes(
  organizationId: string,
  found: readonly ExplainedSpike[],
  since: Date,
  now: Date,
): Promise<void> {
  await transaction(async (client) => {
    await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`spikes ${organizationId}`}, 0))`, client);
    const known = await readKnown(client, organizationId, since);
    const met = new Set<string>();
    for (const spike of found) {
      const before = known.find((one) => sameAs(spike, one));
      if (before) {
        met.add(before.id);
        await goOn(client, before, spike, now);
      } else await open(client, organizationId, spike, now);
    }
    const gone = known.filter(({ id, closed_at }) => closed_at === null && !met.has(id)).map(({ id }) => id);
    await execute(sql`UPDATE spikes SET closed_at = ${now} WHERE id = ANY (${gone}::uuid[])`, client);
    await execute(
      sql`INSERT INTO spike_checks (organization_id, checked_at) VALUES (${organizationId}::uuid, ${now})
          ON CONFLICT (organization_id) DO UPDATE SET checked_at = greatest(spike_checks.checked_at, excluded.checked_at)`,
      client,
    );
  });
}

/** A spike may end without anything being rebuilt, so it is looked for at least this often. */
const LOOK_AGAIN = "15 minutes";
/** Days are rebuilt many at a time: a look waits for so long after the last one. */
const AT_MOST_EVERY = "45 seconds";

/** Organizations whose books were rebuilt since spikes were last looked for, or that have one open. */
export async function organizationsToSearch(now: Date): Promise<string[]> {
  const found = await select(
    sql`SELECT o.id::text FROM organizations o LEFT JOIN spike_checks k ON k.organization_id = o.id
        CROSS JOIN LATERAL (SELECT max(rebuilt_at) AS at FROM day_books b WHERE b.organization_id = o.id) AS changed
        WHERE changed.at IS NOT NULL AND (k.checked_at IS NULL OR (
            k.checked_at <= ${now}::timestamptz - ${AT_MOST_EVERY}::interval
            AND (changed.at >= k.checked_at OR k.checked_at <= ${now}::timestamptz - ${LOOK_AGAIN}::interval)))`,
    z.object({ id: z.string() }),
  );
  return found.map(({ id }) => id);
}

/**
 * Says what a spike was: known of, or expected. Throws WaybillError `not_found`, `forbidden`. `visible`: the asker may
 * see it.
 */
export async function answerSpike(
  scope: AuthorizedScope,
  { id, answer, note, visible }: { id: string; answer: SpikeAnswer | null; note: string; visible: boolean },
  now: Date,
): Promise<void> {
  permit(scope, "spikes.answer");
  const written = note.trim();
  if (answer !== null && !SPIKE_ANSWERS.includes(answer))
    throw new WaybillError("invalid_input", "That is no answer to a spike.", { todo: "Acknowledge it, or mark it as expected." });
  if (written.length > 500 || written.includes("\0"))
    throw new WaybillError("invalid_input", "A note has at most 500 characters.", { todo: "Write less." });
  await transaction(async (client) => {
    const [changed] = await select(
      sql`UPDATE spikes SET answer = ${answer}, note = ${written}, answered_by = ${answer && actorName(scope.actor)},
            answered_at = ${answer && now} WHERE ${visible} AND id::text = ${id} AND organization_id = ${scope.organizationId}::uuid
          RETURNING id::text`,
      z.object({ id: z.string() }),
      client,
    );
    if (!changed) throw new WaybillError("not_found", "There is no such spike.", { todo: "Look for it in the list of spikes." });
    await writeAudit(client, scope, answer === null ? "spike.answer_taken_back" : `spike.${answer}`, id, { note: written });
  });
}
