import { Hono } from "hono";
import { addDays, type Day, dayOf, eachDay, isDay } from "../../lib/domain/day";
import { addInto, type Cell, type Measures, noMeasures } from "../account/generation";
import { managementOnly } from "./authenticate";
import { badRequest } from "./refusal";
import type { Demo } from "./state";
import { wireUsd } from "./wire";

const COMPLETED_DAYS = 30;

interface Row extends Measures {
  cell: Cell;
  workspaceId: string;
}

function asked(demo: Demo, date: string | undefined): Day[] {
  const today = dayOf(demo.now());
  const completed = eachDay(addDays(today, -COMPLETED_DAYS), addDays(today, -1));
  if (date === undefined) return completed.reverse();
  const day = isDay(date) ? completed.find((candidate) => candidate === date) : undefined;
  if (!day) throw badRequest("Date must be within the last 30 (completed) UTC days");
  return [day];
}

/** `GET /activity`: finished days by model and endpoint, and by workspace if asked. No key, no person, no cached tokens. */
export function activityRoutes(demo: Demo) {
  const routes = new Hono();
  routes.get("/", managementOnly(demo), (context) => {
    const { date, api_key_hash: keyHash, user_id: userId, workspace_id: workspaceId, group_by: groupBy } = context.req.query();
    if (groupBy !== undefined && groupBy !== "workspace") throw badRequest("group_by must be workspace");
    const { cast } = demo.account;
    if (userId !== undefined && !cast.organization) throw badRequest("user_id is for organizations");
    // Requests without a key, as the chatroom's, belong to the default workspace.
    const workspaceOf = (cell: Cell) => cell.key?.workspaceId ?? cast.workspaces[0]?.id ?? "";
    const rows = new Map<string, Row>();
    for (const day of asked(demo, date)) {
      for (const cell of demo.account.cellsOf(day, demo.now())) {
        const workspace = workspaceOf(cell);
        if (keyHash !== undefined && cell.key?.hash !== keyHash) continue;
        if (userId !== undefined && cell.memberId !== userId) continue;
        if (workspaceId !== undefined && workspace !== workspaceId) continue;
        const name = `${day}/${cell.endpoint.id}/${groupBy === undefined ? "" : workspace}`;
        const row = rows.get(name) ?? { cell, workspaceId: workspace, ...noMeasures() };
        rows.set(name, row);
        addInto(row, cell);
      }
    }
    return context.json({ data: [...rows.values()].map((row) => item(row, groupBy !== undefined)) });
  });
  return routes;
}

function item(row: Row, withWorkspace: boolean) {
  return {
    date: `${row.cell.day} 00:00:00`,
    model: row.cell.model.id,
    model_permaslug: row.cell.model.permaslug,
    endpoint_id: row.cell.endpoint.id,
    provider_name: row.cell.endpoint.provider,
    usage: wireUsd(row.costUsd),
    byok_usage_inference: wireUsd(row.byokUsd),
    requests: row.requests,
    byok_requests: row.byokRequests,
    prompt_tokens: row.promptTokens,
    completion_tokens: row.completionTokens,
    reasoning_tokens: row.reasoningTokens,
    ...(withWorkspace ? { workspace_id: row.workspaceId } : {}),
  };
}
