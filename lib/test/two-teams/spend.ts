import { randomUUID } from "node:crypto";
import { addDays, type Day, startOfDay } from "../../domain/day";
import { rebuildDay } from "../../ledger/rebuild/rebuild-day";
import { type Parties, type Party, run, type World } from "./parties";

/** All of the month before this one is among them. */
const DAYS = 63;
/** On this day, so many days ago, everybody spent many times the usual. */
export const SPIKE_DAYS_AGO = 6;

interface Spent {
  day: Day;
  keyId: string;
  model: string;
  costUsd: string;
}

async function storeRequest(
  { organizationId, connectionId }: World,
  by: Party,
  { day, keyId, model, costUsd }: Spent,
): Promise<void> {
  const { name } = by;
  const id = `gen-${name}-${randomUUID()}`;
  await run(
    `INSERT INTO generations (organization_id, generation_id, connection_id, day, created_at, key_id, key_is_certain, key_name, model, provider,
       external_user, session_id, app, feature, tags, cost_usd, byok_usd, prompt_tokens, completion_tokens, sources)
     VALUES ($1, $2, $3, $4, $5, $6, true, 'x', $7, $8, $9, $8, $8, $8, $10, $11, 0, 10, 10, 2)`,
    organizationId,
    id,
    connectionId,
    day,
    new Date(startOfDay(day).getTime() + 60_000),
    keyId,
    model,
    name,
    `${name}-user`,
    JSON.stringify({ purpose: name }),
    costUsd,
  );
  by.generationId ||= id;
}

/** Bills the day's requests as they are, and makes its books. */
async function billDay({ connectionId, now }: World, day: Day): Promise<void> {
  await run(
    `INSERT INTO billed_cells (organization_id, connection_id, day, source, key_id, model, cost_usd, byok_usd, requests, prompt_tokens, completion_tokens)
     SELECT organization_id, connection_id, day, 'analytics', key_id, model, sum(cost_usd), 0, count(*), sum(prompt_tokens), sum(completion_tokens)
     FROM generations WHERE connection_id = $1 AND day = $2 AND key_id IS NOT NULL GROUP BY 1, 2, 3, 5, 6`,
    connectionId,
    day,
  );
  await run(
    `INSERT INTO billed_days (connection_id, day, source, organization_id, cost_usd, byok_usd, requests, pulled_at)
     SELECT connection_id, day, 'analytics', organization_id, sum(cost_usd), 0, sum(requests), $3 FROM billed_cells
     WHERE connection_id = $1 AND day = $2 GROUP BY 1, 2, 4`,
    connectionId,
    day,
    now,
  );
  await rebuildDay(connectionId, day, now);
}

/** Two months of requests and bills up to today: cents of one's own team, hundreds of thousands of dollars of the other. */
export async function storeSpend(world: World, { own, mate, other, shared }: Parties): Promise<void> {
  for (let back = DAYS; back >= 0; back -= 1) {
    const day = addDays(world.today, -back);
    const times = back === SPIKE_DAYS_AGO ? 20 : 1;
    for (const [by, cost] of [
      [own, 0.02],
      [mate, 0.01],
      [other, 240_000],
    ] as const) {
      await storeRequest(world, by, { day, keyId: by.keyId, model: by.model, costUsd: String(cost * times) });
      await storeRequest(world, by, { day, keyId: shared.keyId, model: "acme/common", costUsd: String((cost * times) / 2) });
    }
    await billDay(world, day);
  }
}
