import { type Context, Hono } from "hono";
import { z } from "zod";
import { type Day, dayOf, startOfDay } from "../../lib/domain/day";
import { parseUsd, sumUsd } from "../../lib/domain/usd";
import type { Workspace } from "../account/cast";
import { uuidOf } from "../account/identifiers";
import { managementOnly } from "./authenticate";
import { badRequest, notFound } from "./refusal";
import type { Demo } from "./state";
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

/** `GET /credits` as of a day's end. */
export function creditsRoute(demo: Demo, lastDay: (context: Context) => Day) {
  const routes = new Hono();
  routes.get("/credits", managementOnly(demo), async (context) => {
    const [now, last] = [demo.now(), lastDay(context)];
    await demo.account.prepare(now);
    const days = demo.account.daysUntil(now).filter((day) => day <= last);
    const used = sumUsd(days.flatMap((day) => demo.account.cellsOf(day, now).map(({ costUsd }) => costUsd)));
    const bought = sumUsd(demo.account.cast.purchases.flatMap(({ day, usd }) => (day <= last ? [parseUsd(usd)] : [])));
    return context.json({ data: { total_credits: wireUsd(bought), total_usage: wireUsd(used) } });
  });
  return routes;
}

/** `GET /credits`, `/workspaces` and `/organization/members`, and the one setting of a workspace that can be changed here. */
export function accountRoutes(demo: Demo) {
  const routes = new Hono();
  routes.route(
    "/",
    creditsRoute(demo, () => dayOf(demo.now())),
  );
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
