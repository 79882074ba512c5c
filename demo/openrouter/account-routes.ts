import { Hono } from "hono";
import { z } from "zod";
import { startOfDay } from "../../lib/domain/day";
import { addUsd, parseUsd, ZERO_USD } from "../../lib/domain/usd";
import type { Workspace } from "../account/cast";
import { uuidOf } from "../account/identifiers";
import { managementOnly } from "./authenticate";
import { badRequest, notFound } from "./refusal";
import type { Demo } from "./state";
import { runningUsage } from "./usage";
import { readWhole, wireUsd } from "./wire";

function pageOf<Item>(items: readonly Item[], query: (name: string) => string | undefined) {
  const offset = readWhole(query("offset") ?? "0");
  const limit = readWhole(query("limit") ?? "100");
  if (offset === null || limit === null || limit < 1 || limit > 100)
    throw badRequest("offset and limit must be whole numbers, limit at most 100");
  return { items: items.slice(offset, offset + limit), total: items.length };
}

function workspaceItem(demo: Demo, workspace: Workspace) {
  return {
    id: workspace.id,
    name: workspace.name,
    slug: workspace.slug,
    description: workspace.description,
    created_by: demo.account.cast.members[0]?.id ?? null,
    created_at: startOfDay(workspace.createdDay).toISOString(),
    updated_at: null,
    default_guardrail_id: uuidOf("guardrail", workspace.id),
    default_image_model: null,
    default_provider_sort: null,
    default_text_model: null,
    io_logging_api_key_ids: null,
    io_logging_sampling_rate: 1,
    is_data_discount_logging_enabled: false,
    is_observability_broadcast_enabled: demo.broadcastWorkspaces.has(workspace.id),
    is_observability_io_logging_enabled: false,
  };
}

const WorkspaceChange = z.object({ is_observability_broadcast_enabled: z.boolean() });

/** `GET /credits`, `/workspaces` and `/organization/members`, and the one setting of a workspace that can be changed here. */
export function accountRoutes(demo: Demo) {
  const routes = new Hono();
  routes.get("/credits", managementOnly(demo), async (context) => {
    let used = ZERO_USD;
    for (const running of (await runningUsage(demo)).values()) used = addUsd(used, running[""].costUsd);
    const bought = parseUsd(demo.account.cast.creditsBoughtUsd);
    return context.json({ data: { total_credits: wireUsd(bought), total_usage: wireUsd(used) } });
  });
  routes.get("/workspaces", managementOnly(demo), (context) => {
    const page = pageOf(demo.account.cast.workspaces, (name) => context.req.query(name));
    const data = page.items.map((workspace) => workspaceItem(demo, workspace));
    return context.json({ data, total_count: page.total });
  });
  routes.patch("/workspaces/:id", managementOnly(demo), async (context) => {
    const workspace = demo.account.cast.workspaces.find(({ id }) => id === context.req.param("id"));
    if (!workspace) throw notFound("Workspace not found");
    const asked = WorkspaceChange.safeParse(await context.req.json().catch(() => null));
    if (!asked.success) throw badRequest(z.prettifyError(asked.error));
    if (asked.data.is_observability_broadcast_enabled) demo.broadcastWorkspaces.add(workspace.id);
    else demo.broadcastWorkspaces.delete(workspace.id);
    return context.json({ data: workspaceItem(demo, workspace) });
  });
  routes.get("/organization/members", managementOnly(demo), (context) => {
    if (!demo.account.cast.organization) throw notFound("This account is not an organization");
    const page = pageOf(demo.account.cast.members, (name) => context.req.query(name));
    const data = page.items.map((member) => ({
      id: member.id,
      email: member.email,
      first_name: member.firstName,
      last_name: member.lastName,
      role: member.role,
    }));
    return context.json({ data, total_count: page.total });
  });
  return routes;
}
