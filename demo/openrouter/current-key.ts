import { Hono } from "hono";
import { parseUsd, subtractUsd } from "../../lib/domain/usd";
import { maskedKey } from "../account/identifiers";
import { callerOf } from "./authenticate";
import type { Demo } from "./state";
import { runningUsage, usageFields, usedOfLimit } from "./usage";
import { wireUsd } from "./wire";

/** `GET /key`: what the key that asks is. Answers any kind of key; `/auth/key` is its old name. */
export function currentKeyRoutes(demo: Demo) {
  const routes = new Hono();
  routes.get("/", async (context) => {
    const caller = callerOf(demo, context);
    const inference = caller.kind === "inference" ? caller.key : null;
    const running = inference ? (await runningUsage(demo)).get(inference.id) : undefined;
    const limit = inference?.limitUsd ?? null;
    const management = caller.kind === "management";
    return context.json({
      data: {
        label: maskedKey(caller.key.secret),
        is_management_key: management,
        is_provisioning_key: management,
        is_free_tier: demo.account.cast.purchases.length === 0,
        limit,
        limit_remaining:
          limit === null
            ? null
            : wireUsd(subtractUsd(parseUsd(String(limit)), usedOfLimit(running, inference?.limitReset ?? null))),
        limit_reset: inference?.limitReset ?? null,
        include_byok_in_limit: false,
        ...usageFields(running),
        creator_user_id: caller.key.creatorId,
        expires_at: caller.key.expiresAt?.toISOString() ?? null,
        organization_id: demo.account.cast.organization?.id ?? null,
        workspace_id: inference?.workspaceId ?? null,
        allowed_data_regions: ["global"],
        free_model_daily_requests: { limit: 1000, used: 0, remaining: 1000 },
        rate_limit: { requests: -1, interval: "10s", note: "This field is deprecated and safe to ignore." },
      },
    });
  });
  return routes;
}
