import { addDays, startOfDay } from "../../domain/day";
import { EVIDENCE } from "../furnished-organization";
import { type Parties, type Party, run, type World } from "./parties";
import { SPIKE_DAYS_AGO } from "./spend";

interface Saving {
  title: string;
  dollars: string;
  teamIds: readonly string[];
  developerIds: readonly string[];
}

async function storeSaving({ organizationId, now }: World, { title, dollars, teamIds, developerIds }: Saving): Promise<string> {
  const [row] = await run(
    `INSERT INTO recommendations (organization_id, kind, subject, filters, aspect, title, confidence, low_usd, likely_usd, high_usd,
       alone_low_usd, alone_likely_usd, alone_high_usd, evidence, assumption, risk, change, team_ids, teams_known, developer_ids, developers_known, found_at, held_at)
     VALUES ($1, 'retry_loop', $2, '{}', '', $2, 'low', $3, $3, $3, $3, $3, $3, $4, '', '', '{"words":"Stop","snippet":null}', $5, true, $6, true, $7, $7)
     RETURNING id`,
    organizationId,
    title,
    dollars,
    JSON.stringify({ ...EVIDENCE, costUsd: dollars }),
    teamIds,
    developerIds,
    now,
  );
  return row.id;
}

/** Accepted when the common key was one's own team's alone: what is saved since is others' as well. */
async function storeAcceptedSaving({ organizationId, names, now, today }: World, own: Party, sharedKeyId: string): Promise<void> {
  const savedOn = addDays(today, -7);
  const since = { requests: 60, switched: 60, switchedUsd: "91000", savedUsd: "91000", verdict: "saved", by: "per_request" };
  const outcome = { ...since, switchedOn: savedOn, days: [{ day: savedOn, requests: 60, savedUsd: "91000" }] };
  const changes = { subject: "accepted", title: `${names.own} accepted`, state: "accepted", filters: { key: [sharedKeyId] } };
  await run(
    `WITH accepted AS (
       INSERT INTO recommendations SELECT (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid()) || $2)).* FROM recommendations r
       WHERE id = $1 RETURNING id)
     INSERT INTO recommendation_savings (recommendation_id, organization_id, day, requests, saved_usd)
     SELECT id, $3, $4, 60, 91000 FROM accepted`,
    own.recommendationId,
    JSON.stringify({ ...changes, outcome, decided_at: now, decided_by: "x", decided_usd: 1, baseline: EVIDENCE.baseline }),
    organizationId,
    savedOn,
  );
}

/** A recommendation of each party and of both teams together, and one that was accepted. */
export async function storeRecommendations(world: World, { own, mate, other, shared }: Parties): Promise<void> {
  const { organizationId, names, now, today } = world;
  const ofParty = (party: Party, dollars: string) =>
    storeSaving(world, {
      title: `${party.name} saving`,
      dollars,
      teamIds: [party.teamId],
      developerIds: [party.developerId],
    });
  own.recommendationId = await ofParty(own, "1");
  mate.recommendationId = await ofParty(mate, "1");
  other.recommendationId = await ofParty(other, "91000");
  shared.recommendationId = await storeSaving(world, {
    title: `${names.other} common saving`,
    dollars: "91000",
    teamIds: [own.teamId, other.teamId],
    developerIds: [own.developerId, other.developerId],
  });
  await storeAcceptedSaving(world, own, shared.keyId);
  await run(
    `INSERT INTO recommendation_runs (organization_id, started_at, finished_at, from_day, to_day, days, requests, cost_usd) VALUES ($1, $2, $2, $3, $4, 30, 99999, 240000)`,
    organizationId,
    now,
    addDays(today, -30),
    addDays(today, -1),
  );
}

interface Spike {
  filters: object;
  dollars: number;
  driver: string;
  developerId: string;
  resolution: "hour" | "day";
}

async function storeSpike({ organizationId, now, today }: World, spike: Spike): Promise<string> {
  const from = startOfDay(addDays(today, -SPIKE_DAYS_AGO)).getTime();
  const [row] = await run(
    `INSERT INTO spikes (organization_id, resolution, filters, from_at, to_at, actual_usd, usual_usd, score, driver, developer_id, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 9, $8, $9, $10) RETURNING id`,
    organizationId,
    spike.resolution,
    JSON.stringify(spike.filters),
    new Date(from),
    new Date(from + (spike.resolution === "hour" ? 1 : 24) * 3_600_000),
    spike.dollars,
    spike.dollars / 10,
    spike.driver,
    spike.developerId,
    now,
  );
  return row.id;
}

/** Spikes of one's own key, the other team's and the common one, by the hour and the day, and one of everybody. */
export async function storeSpikes(world: World, { own, other, shared }: Parties): Promise<void> {
  const { names } = world;
  // As if one's own developer had been the main reason of what others had a part in.
  const { developerId } = own;
  for (const resolution of ["hour", "day"] as const) {
    const spike = (spikeOf: Omit<Spike, "resolution">) => storeSpike(world, { ...spikeOf, resolution });
    own.spikeIds.push(await spike({ filters: { key: [own.keyId] }, dollars: 0.4, driver: `${names.own} did it`, developerId }));
    other.spikeIds.push(
      await spike({
        filters: { key: [other.keyId] },
        dollars: 4_800_000,
        driver: `${names.other} did it`,
        developerId: other.developerId,
      }),
    );
    shared.spikeIds.push(
      await spike({ filters: { key: [shared.keyId] }, dollars: 2_400_000, driver: `${names.other} had a part`, developerId }),
    );
  }
  const everybody = { filters: {}, dollars: 7_200_000, driver: `${names.other} was not alone`, developerId };
  shared.spikeIds.push(await storeSpike(world, { ...everybody, resolution: "day" }));
}
