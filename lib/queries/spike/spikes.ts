import { z } from "zod";
import { type Sql, select, sql } from "../../db/sql";
import type { AuthorizedScope } from "../../domain/scope";
import type { Filters } from "../../domain/spend/question";
import { daysAround, SPIKE_ANSWERS, type SpikeAnswer, type SpikeResolution, severityUsd } from "../../domain/spike/spike";
import type { Usd } from "../../domain/usd";
import { usdColumn } from "../../facts/figure-columns";
import { type ScopeLabel, scopeLabels } from "../budget/scope";
import { sharedSnapshot } from "../snapshot";
import { driversOf } from "../spend/drivers";
import { toldTo } from "./visible";

/** Spend that was not as usual, from when to when, and what made it. */
export interface Spike {
  id: string;
  /** Found in hours of single requests, or in settled days of the books. */
  resolution: SpikeResolution;
  filters: Filters;
  /** What it is about; empty: the whole organization. */
  scopeLabels: ScopeLabel[];
  /** Begin of its first hour or day, and end of its last. */
  from: Date;
  to: Date;
  /** Of the asker's own part alone where others have one in it: then by the day, against the seven days before. */
  actualUsd: Usd;
  /** What such hours or days cost usually: an estimate. */
  usualUsd: Usd;
  /** What was spent beyond the usual. */
  severityUsd: Usd;
  score: number;
  /** What made the difference, in words; null: nothing that has a name. */
  driver: string | null;
  developerId: string | null;
  openedAt: Date;
  /** Null: it may go on. */
  closedAt: Date | null;
  answer: SpikeAnswer | null;
  answeredBy: string | null;
  answeredAt: Date | null;
  note: string;
}

const row = z.object({
  id: z.string(),
  resolution: z.enum(["hour", "day"]),
  filters: z.record(z.string(), z.array(z.string())),
  from_at: z.date(),
  to_at: z.date(),
  actual_usd: usdColumn,
  usual_usd: usdColumn,
  score: z.number(),
  driver: z.string().nullable(),
  developer_id: z.string().nullable(),
  opened_at: z.date(),
  closed_at: z.date().nullable(),
  answer: z.enum(SPIKE_ANSWERS).nullable(),
  answered_by: z.string().nullable(),
  answered_at: z.date().nullable(),
  note: z.string(),
});

type Row = z.output<typeof row>;

const MOST = 500;

/** What tells a developer's own spend apart. */
const OF_ONE_DEVELOPER = ["key", "model", "feature"] as const;

/** What made a part of a spike, in what the asker sees. */
async function ownDriver(scope: AuthorizedScope, { filters, from_at, to_at }: Row): Promise<string | null> {
  const days = daysAround({ from: from_at, to: to_at });
  const dimensions = scope.visibility.kind === "developers" ? OF_ONE_DEVELOPER : undefined;
  return (await driversOf(scope, { filters, ...days, dimensions }, days.after.to))?.sentence ?? null;
}

async function ask(scope: AuthorizedScope, condition: Sql): Promise<Spike[]> {
  const { told, labels } = await sharedSnapshot(async (on) => {
    const all = await select(
      sql`SELECT id::text, resolution, filters, from_at, to_at, actual_usd, usual_usd, score, driver, developer_id::text, opened_at, closed_at,
            answer, answered_by, answered_at, note
          FROM spikes WHERE organization_id = ${scope.organizationId}::uuid AND ${condition} ORDER BY from_at DESC, id LIMIT ${MOST}::int`,
      row,
      on,
    );
    const told = await toldTo(scope, all, on);
    const labels = await scopeLabels(
      scope,
      told.map(({ spike }) => spike.filters as Filters),
      on,
    );
    return { told, labels };
  });
  return Promise.all(
    told.map(async ({ spike, isOwnPart }, index): Promise<Spike> => {
      const amounts = { actualUsd: spike.actual_usd, usualUsd: spike.usual_usd };
      return {
        id: spike.id,
        resolution: spike.resolution,
        filters: spike.filters as Filters,
        scopeLabels: labels[index] ?? [],
        from: spike.from_at,
        to: spike.to_at,
        ...amounts,
        severityUsd: severityUsd(amounts),
        score: spike.score,
        driver: isOwnPart ? await ownDriver(scope, spike) : spike.driver,
        developerId: spike.developer_id,
        openedAt: spike.opened_at,
        closedAt: spike.closed_at,
        answer: spike.answer,
        answeredBy: spike.answered_by,
        answeredAt: spike.answered_at,
        note: spike.note,
      };
    }),
  );
}

export interface SpikesQuestion {
  /** Only those that ended after it. */
  since?: Date;
  /** Only those that began before it. */
  until?: Date;
  /** Only those that may go on. */
  open?: boolean;
}

/**
 * Spikes that the asker may see, the newest first, 500 at most. Of those in spend that he sees in part, his part, if it
 * made most of it.
 */
export async function spikes(scope: AuthorizedScope, { since, until, open = false }: SpikesQuestion): Promise<Spike[]> {
  const condition = sql`(${since ?? null}::timestamptz IS NULL OR to_at > ${since ?? null}) AND (${until ?? null}::timestamptz IS NULL
    OR from_at < ${until ?? null}) AND (NOT ${open}::boolean OR closed_at IS NULL)`;
  return ask(scope, condition);
}

/** One spike; null where there is none of that id that the asker may see. */
export async function spikeById(scope: AuthorizedScope, id: string): Promise<Spike | null> {
  const [found] = await ask(scope, sql`id::text = ${id}`);
  return found ?? null;
}

/** When the organization's spend was last looked at for spikes; null: never. */
export async function spikesLookedForAt(scope: AuthorizedScope): Promise<Date | null> {
  const [look] = await select(
    sql`SELECT checked_at AS at FROM spike_checks WHERE organization_id = ${scope.organizationId}::uuid`,
    z.object({ at: z.date() }),
  );
  return look?.at ?? null;
}
