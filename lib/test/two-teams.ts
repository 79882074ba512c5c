/**
 * An organization of two teams in which whatever belongs to the other one can be told by its sight: its names have the word
 * OTHER in them, and no dollars that it has a part in are less than ten thousand.
 */
import { randomUUID } from "node:crypto";
import { pool } from "../db/client";
import { addDays, type Day, dayOf, startOfDay } from "../domain/day";
import { addWeeks, weekOf } from "../domain/iso-week";
import { mintSystemScope } from "../domain/mint-scope";
import { parseUsd } from "../domain/usd";
import { createBudget } from "../ledger/budget/budgets";
import { addSubscription } from "../ledger/other-costs";
import { rebuildDay } from "../ledger/rebuild/rebuild-day";
import { recordCredits } from "../ledger/sync/credit-readings";
import { storeWeeklyReport } from "../ledger/weekly-report/weekly-reports";
import { makeWeeklyReport } from "../queries/weekly-report/make";
import { EVIDENCE, type FurnishedOrganization, furnishOrganization } from "./furnished-organization";

export const OTHER = "Zanzibar";
/** In the names of what is in the manager's team and not the member's. */
export const MATE = "Zululand";
/** No amount of one's own team comes near it; every sum with a part of the other team is above it. */
export const OTHERS_LEAST = 10_000;
/** All of the month before this one is among them. */
const DAYS = 63;
/** On this day, so many days ago, everybody spent many times the usual. */
const SPIKE_DAYS_AGO = 6;

export interface Party {
  name: string;
  developerId: string;
  teamId: string;
  costCenterId: string;
  keyId: string;
  generationId: string;
  model: string;
  budgetIds: string[];
  recommendationId: string;
  spikeIds: string[];
}

export interface TwoTeams {
  furnished: FurnishedOrganization;
  organizationId: string;
  own: Party;
  mate: Party;
  other: Party;
  /** A key, and things on it, that both teams spend through. */
  shared: { keyId: string; budgetIds: string[]; recommendationId: string; spikeIds: string[] };
  today: Day;
  week: string;
}

/** What everything of one's own, of a mate in the same team and of the other team is called after. */
export interface PartyNames {
  own: string;
  mate: string;
  other: string;
}

/** Stores two months of both teams' spend up to today, and everything that Waybill makes of it. */
export async function storeTwoTeams(now: Date, names: PartyNames = { own: "Near", mate: MATE, other: OTHER }): Promise<TwoTeams> {
  const furnished = await furnishOrganization();
  const today = dayOf(now);
  const run = async (statement: string, ...values: unknown[]) => (await pool().query(statement, values)).rows;
  const [{ id: organizationId }] = (await run("SELECT id FROM organizations WHERE slug = $1", furnished.slug)) as [
    { id: string },
  ];
  // What the organization was furnished with is in nobody's team.
  await run("DELETE FROM budgets WHERE organization_id = $1", organizationId);
  await run("DELETE FROM subscriptions WHERE organization_id = $1", organizationId);
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  const { connectionId } = furnished;

  const insertKey = async (name: string) => {
    const id = randomUUID();
    await run(
      "INSERT INTO keys (id, organization_id, connection_id, hash, name) VALUES ($1, $2, $3, $4, $5)",
      id,
      organizationId,
      connectionId,
      name,
      name,
    );
    return id;
  };
  const party = async (name: string, teamOf?: Party): Promise<Party> => {
    const [developerId, teamId, costCenterId] = [
      randomUUID(),
      teamOf?.teamId ?? randomUUID(),
      teamOf?.costCenterId ?? randomUUID(),
    ];
    await run(
      "INSERT INTO developers (id, organization_id, name) VALUES ($1, $2, $3)",
      developerId,
      organizationId,
      `${name} person`,
    );
    await run(
      "INSERT INTO developer_aliases (organization_id, kind, value, developer_id) VALUES ($1, 'user', $2, $3)",
      organizationId,
      `${name}-user`,
      developerId,
    );
    if (!teamOf) {
      await run("INSERT INTO teams (id, organization_id, name) VALUES ($1, $2, $3)", teamId, organizationId, `${name} team`);
      await run(
        "INSERT INTO cost_centers (id, organization_id, name) VALUES ($1, $2, $3)",
        costCenterId,
        organizationId,
        `${name} center`,
      );
      await run(
        "INSERT INTO team_cost_centers (team_id, cost_center_id, from_day) VALUES ($1, $2, '2020-01-01')",
        teamId,
        costCenterId,
      );
    }
    await run(
      "INSERT INTO team_memberships (team_id, developer_id, from_day) VALUES ($1, $2, '2020-01-01')",
      teamId,
      developerId,
    );
    const keyId = await insertKey(`${name} key`);
    return {
      name,
      developerId,
      teamId,
      costCenterId,
      keyId,
      generationId: "",
      model: `acme/${name}`,
      budgetIds: [],
      recommendationId: "",
      spikeIds: [],
    };
  };
  const own = await party(names.own);
  const mate = await party(names.mate, own);
  const other = await party(names.other);
  const shared = { keyId: await insertKey("common"), budgetIds: [] as string[], recommendationId: "", spikeIds: [] as string[] };

  const spend = async (by: Party, day: Day, keyId: string, model: string, cost: string) => {
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
      cost,
    );
    by.generationId ||= id;
  };
  for (let back = DAYS; back >= 0; back -= 1) {
    const day = addDays(today, -back);
    const times = back === SPIKE_DAYS_AGO ? 20 : 1;
    for (const [by, cost] of [
      [own, 0.02],
      [mate, 0.01],
      [other, 240_000],
    ] as const) {
      await spend(by, day, by.keyId, by.model, String(cost * times));
      await spend(by, day, shared.keyId, "acme/common", String((cost * times) / 2));
    }
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

  for (const [title, teams, developers, put] of [
    [`${names.own} saving`, [own.teamId], [own.developerId], own],
    [`${names.mate} saving`, [own.teamId], [mate.developerId], mate],
    [`${names.other} saving`, [other.teamId], [other.developerId], other],
    [`${names.other} common saving`, [own.teamId, other.teamId], [own.developerId, other.developerId], shared],
  ] as const) {
    const dollars = put === own || put === mate ? "1" : "91000";
    const [row] = await run(
      `INSERT INTO recommendations (organization_id, kind, subject, filters, aspect, title, confidence, low_usd, likely_usd, high_usd,
         alone_low_usd, alone_likely_usd, alone_high_usd, evidence, assumption, risk, change, team_ids, teams_known, developer_ids, developers_known, found_at, held_at)
       VALUES ($1, 'retry_loop', $2, '{}', '', $2, 'low', $3, $3, $3, $3, $3, $3, $4, '', '', '{"words":"Stop","snippet":null}', $5, true, $6, true, $7, $7)
       RETURNING id`,
      organizationId,
      title,
      dollars,
      JSON.stringify({ ...EVIDENCE, costUsd: dollars }),
      teams,
      developers,
      now,
    );
    put.recommendationId = row.id;
  }
  // Accepted when the common key was one's own team's alone: what is saved since is others' as well.
  const since = { requests: 60, switched: 60, switchedUsd: "91000", savedUsd: "91000", verdict: "saved", by: "per_request" };
  const savedOn = addDays(today, -7);
  const outcome = { ...since, switchedOn: savedOn, days: [{ day: savedOn, requests: 60, savedUsd: "91000" }] };
  const changes = { subject: "accepted", title: `${names.own} accepted`, state: "accepted", filters: { key: [shared.keyId] } };
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
  await run(
    `INSERT INTO recommendation_runs (organization_id, started_at, finished_at, from_day, to_day, days, requests, cost_usd) VALUES ($1, $2, $2, $3, $4, 30, 99999, 240000)`,
    organizationId,
    now,
    addDays(today, -30),
    addDays(today, -1),
  );

  const spikeDay = addDays(today, -SPIKE_DAYS_AGO);
  const spike = async (
    filters: object,
    dollars: number,
    driver: string,
    developerId: string | null,
    resolution: "hour" | "day",
  ) => {
    const from = startOfDay(spikeDay).getTime();
    const [row] = await run(
      `INSERT INTO spikes (organization_id, resolution, filters, from_at, to_at, actual_usd, usual_usd, score, driver, developer_id, opened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, 9, $8, $9, $10) RETURNING id`,
      organizationId,
      resolution,
      JSON.stringify(filters),
      new Date(from),
      new Date(from + (resolution === "hour" ? 1 : 24) * 3_600_000),
      dollars,
      dollars / 10,
      driver,
      developerId,
      now,
    );
    return row.id as string;
  };
  for (const resolution of ["hour", "day"] as const) {
    own.spikeIds.push(await spike({ key: [own.keyId] }, 0.4, `${names.own} did it`, own.developerId, resolution));
    other.spikeIds.push(await spike({ key: [other.keyId] }, 4_800_000, `${names.other} did it`, other.developerId, resolution));
    // As if one's own developer had been the main reason of what others had a part in.
    shared.spikeIds.push(
      await spike({ key: [shared.keyId] }, 2_400_000, `${names.other} had a part`, own.developerId, resolution),
    );
  }
  shared.spikeIds.push(await spike({}, 7_200_000, `${names.other} was not alone`, own.developerId, "day"));

  const budget = async (name: string, filters: Record<string, string[]>, amount: string) => {
    return (await createBudget(scope, { name, per: "month", filters, amount, startsOn: addDays(today, -40) }, now)).id;
  };
  own.budgetIds.push(
    await budget(`${names.own} budget`, { team: [own.teamId] }, "3"),
    await budget(`${names.own} person's`, { developer: [own.developerId] }, "1"),
  );
  mate.budgetIds.push(await budget(`${names.mate} person's`, { developer: [mate.developerId] }, "1"));
  other.budgetIds.push(
    await budget(`${names.other} team's`, { team: [other.teamId] }, "91000"),
    await budget(`${names.other} person's`, { developer: [other.developerId] }, "91000"),
  );
  shared.budgetIds.push(
    await budget(`${names.other} whole`, {}, "91000"),
    await budget(`${names.other} common key`, { key: [shared.keyId] }, "91000"),
    await budget(`${names.other} both teams`, { team: [own.teamId, other.teamId] }, "91000"),
  );
  await addSubscription(scope, { name: `${names.other} seats`, amount: "91000", from: addDays(today, -40), to: "" });
  for (const [back, total] of [
    [20, "50000000"],
    [1, "90000000"],
  ] as const) {
    const credits = { totalUsd: parseUsd(total), usedUsd: parseUsd("30000000") };
    await recordCredits({ organizationId, connectionId } as never, credits, new Date(now.getTime() - back * 86_400_000));
  }
  await run("UPDATE channels SET name = $2, shown = $2 WHERE organization_id = $1", organizationId, `${names.other} leads`);
  const week = addWeeks(weekOf(today), -1);
  for (const subject of [
    { kind: "organization", ids: [] },
    { kind: "teams", ids: [own.teamId] },
    { kind: "teams", ids: [other.teamId] },
    { kind: "developers", ids: [own.developerId] },
    { kind: "developers", ids: [mate.developerId] },
    { kind: "developers", ids: [other.developerId] },
  ] as const)
    await storeWeeklyReport(scope, await makeWeeklyReport(scope, subject, week, now));

  // The manager manages one's own team, and the member is its one developer.
  await run(
    "INSERT INTO membership_teams (membership_id, team_id) SELECT id, $2 FROM memberships WHERE organization_id = $1 AND role = 'manager'",
    organizationId,
    own.teamId,
  );
  await run(
    `INSERT INTO developer_aliases (organization_id, kind, value, developer_id)
     SELECT $1, 'email', email, $2 FROM memberships WHERE organization_id = $1 AND role = 'member' AND user_id IS NOT NULL`,
    organizationId,
    own.developerId,
  );
  return { furnished, organizationId, own, mate, other, shared, today, week };
}
