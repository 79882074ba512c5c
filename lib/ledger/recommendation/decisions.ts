import { execute, sql, transaction } from "../../db/sql";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import { decisionsOn, type RecommendationState } from "../../domain/recommendation/life";
import { worthOf } from "../../domain/recommendation/recommendation";
import type { AuthorizedScope } from "../../domain/scope";
import { usdToString } from "../../domain/usd";
import { asJson, readRecommendations } from "../../facts/recommendations";
import { actorName, writeAudit } from "../audit";
import { lockRecommendations } from "./recommendations";

/** Asks the worker to look at once. */
export async function askForLook(scope: AuthorizedScope, now: Date): Promise<void> {
  permit(scope, "recommendations.decide");
  await transaction(async (client) => {
    await execute(
      sql`INSERT INTO recommendation_runs (organization_id, asked_at) VALUES (${scope.organizationId}::uuid, ${now})
          ON CONFLICT (organization_id) DO UPDATE SET asked_at = excluded.asked_at`,
      client,
    );
    await execute(sql`SELECT pg_notify('waybill_work', '')`, client);
  });
}

/** How far below the model in use a candidate's benchmark may lie, in points; counts from the next look on. */
export async function setBenchmarkDistance(scope: AuthorizedScope, points: number, now: Date): Promise<void> {
  permit(scope, "recommendations.decide");
  if (!Number.isFinite(points) || points < 0 || points > 100) {
    throw new WaybillError("invalid_input", "The distance must be between 0 and 100 points.", {
      todo: "Write a number of benchmark points, such as 10.",
      detail: { field: "points" },
    });
  }
  await transaction(async (client) => {
    await execute(
      sql`INSERT INTO recommendation_runs (organization_id, asked_at, benchmark_distance) VALUES (${scope.organizationId}::uuid, ${now}, ${points})
          ON CONFLICT (organization_id) DO UPDATE SET asked_at = excluded.asked_at, benchmark_distance = excluded.benchmark_distance`,
      client,
    );
    await execute(sql`SELECT pg_notify('waybill_work', '')`, client);
    await writeAudit(client, scope, "recommendations.distance_set", null, { points });
  });
}

export interface Decision {
  state: Exclude<RecommendationState, "closed">;
  /** Needed for a rejection. */
  reason: string;
}

const LONGEST_REASON = 1_000;

/**
 * Puts a recommendation on trial, accepts or rejects it, or takes such a decision back. Accepted, it is held against the
 * traffic from that day on. Throws `not_found` for one of another organization, `conflict` for one that no longer holds,
 * `invalid_input` for a rejection without a reason.
 */
export async function decide(scope: AuthorizedScope, id: string, { state, reason }: Decision, now: Date): Promise<void> {
  permit(scope, "recommendations.decide");
  const why = reason.trim().replaceAll("\0", "").slice(0, LONGEST_REASON);
  if (state === "rejected" && why === "") {
    throw new WaybillError("invalid_input", "Say why it is rejected, so that others need not ask again.", {
      todo: "Write the reason in a few words.",
      detail: { field: "reason" },
    });
  }
  await transaction(async (client) => {
    await lockRecommendations(client, scope.organizationId);
    const [one] = await readRecommendations(scope.organizationId, [sql`r.id::text = ${id}`], client, sql`FOR UPDATE`);
    if (!one) throw new WaybillError("not_found", "There is no such recommendation.", { todo: "Reload the page." });
    if (one.state === state) return;
    if (!decisionsOn(one.state).includes(state)) {
      throw new WaybillError("conflict", "It no longer holds, so that there is nothing to decide.", { todo: "Reload the page." });
    }
    const isOpen = state === "open";
    await execute(
      sql`UPDATE recommendations SET state = ${state}, reason = ${isOpen || why === "" ? null : why},
            decided_at = ${isOpen ? null : now}, decided_by = ${isOpen ? null : actorName(scope.actor)},
            decided_usd = ${isOpen ? null : usdToString(worthOf(one))}::numeric,
            trial_ids = ${state === "trial" ? [...one.evidence.trialIds] : null}::text[],
            baseline = ${state === "accepted" ? asJson(one.evidence.baseline) : null}::jsonb, outcome = NULL
          WHERE id = ${one.id}::uuid`,
      client,
    );
    // What it had saved so far was reckoned from the day on which it was accepted.
    await execute(sql`DELETE FROM recommendation_savings WHERE recommendation_id = ${one.id}::uuid`, client);
    await writeAudit(client, scope, `recommendation.${state === "open" ? "reopened" : state}`, one.id, {
      title: one.title,
      from: one.state,
      ...(why === "" ? {} : { reason: why }),
    });
  });
}
