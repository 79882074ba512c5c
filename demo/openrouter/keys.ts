import { Hono } from "hono";
import { dayOf, startOfDay } from "../../lib/domain/day";
import { parseUsd, subtractUsd } from "../../lib/domain/usd";
import { type InferenceKey, keyNameOn } from "../account/cast";
import { managementOnly } from "./authenticate";
import { badRequest, notFound } from "./refusal";
import type { Demo } from "./state";
import { runningUsage, usageFields, usedOfLimit } from "./usage";
import { readWhole, wireUsd } from "./wire";

const PAGE = 100;
type Usage = Awaited<ReturnType<typeof runningUsage>>;

/** A key as `GET /keys` shows it. */
function keyItem(key: InferenceKey, usage: Usage, now: Date) {
  const running = usage.get(key.id);
  const limit = key.limitUsd === null ? null : parseUsd(String(key.limitUsd));
  const lastName = key.names.findLast((entry) => entry.from <= dayOf(now));
  return {
    hash: key.hash,
    name: keyNameOn(key, dayOf(now)),
    label: key.label,
    disabled: isDisabled(key, now),
    limit: key.limitUsd,
    limit_remaining: limit === null ? null : wireUsd(subtractUsd(limit, usedOfLimit(running, key.limitReset))),
    limit_reset: key.limitReset,
    include_byok_in_limit: false,
    ...usageFields(running),
    created_at: startOfDay(key.createdDay).toISOString(),
    updated_at: lastName && lastName !== key.names[0] ? startOfDay(lastName.from).toISOString() : null,
    expires_at: key.expiresAt?.toISOString() ?? null,
    creator_user_id: key.creatorId,
    workspace_id: key.workspaceId,
    external_user: null,
  };
}

function isDisabled(key: InferenceKey, now: Date): boolean {
  return key.disabledFrom !== null && key.disabledFrom <= dayOf(now);
}

/** `GET /keys`: a page of 100 of one workspace, of the default one if none is named; and `GET /keys/{hash}`. */
export function keyRoutes(demo: Demo) {
  const routes = new Hono();
  routes.use(managementOnly(demo));
  routes.get("/", async (context) => {
    const { workspaces, keys } = demo.account.cast;
    const workspaceId = context.req.query("workspace_id") ?? workspaces[0]?.id;
    if (!workspaces.some((workspace) => workspace.id === workspaceId)) throw notFound("Workspace not found");
    const offset = readWhole(context.req.query("offset") ?? "0");
    if (offset === null) throw badRequest("offset must be a whole number");
    const now = demo.now();
    const withDisabled = context.req.query("include_disabled") === "true";
    const listed = keys.filter((key) => key.workspaceId === workspaceId && (withDisabled || !isDisabled(key, now)));
    const usage = await runningUsage(demo);
    return context.json({ data: listed.slice(offset, offset + PAGE).map((key) => keyItem(key, usage, now)) });
  });
  routes.get("/:hash", async (context) => {
    const key = demo.account.cast.keys.find((candidate) => candidate.hash === context.req.param("hash"));
    if (!key) throw notFound();
    return context.json({ data: keyItem(key, await runningUsage(demo), demo.now()) });
  });
  return routes;
}
