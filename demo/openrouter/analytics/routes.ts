import { Hono, type MiddlewareHandler } from "hono";
import { dayOf } from "../../../lib/domain/day";
import { managementOnly } from "../authenticate";
import { badRequest, Refusal } from "../refusal";
import type { Demo } from "../state";
import { answer } from "./answer";
import { DIMENSIONS } from "./dimensions";
import { GRANULARITIES } from "./granularity";
import { METRICS } from "./metrics";
import { OPERATORS, readQuestion } from "./question";

/** 64 requests a minute for the account, whichever key or worker sends them. */
function rateLimited(demo: Demo): MiddlewareHandler {
  return async (_, next) => {
    const { allowed, remaining, waitMs } = demo.analyticsLimit.take();
    if (!allowed) {
      throw new Refusal(429, "Rate limit exceeded", {
        "Retry-After": String(Math.ceil(waitMs / 1000)),
        "X-RateLimit-Limit": String(demo.analyticsLimit.perMinute),
        "X-RateLimit-Remaining": String(remaining),
        "X-RateLimit-Reset": String(Date.now() + Math.ceil(waitMs)),
      });
    }
    await next();
  };
}

/** Some plans have no Analytics. */
function planHasAnalytics(demo: Demo): MiddlewareHandler {
  return async (_, next) => {
    const { analytics } = demo.account;
    if (analytics !== true)
      throw new Refusal(analytics, analytics === 404 ? "Resource not found" : "Analytics is not available for this account");
    await next();
  };
}

/** `GET /analytics/meta` and `POST /analytics/query`. */
export function analyticsRoutes(demo: Demo) {
  const routes = new Hono();
  routes.use(managementOnly(demo), planHasAnalytics(demo), rateLimited(demo));
  routes.get("/meta", (context) => context.json({ data: META }));
  routes.post("/query", async (context) => {
    const started = performance.now();
    const json: unknown = await context.req.json().catch(() => {
      throw badRequest("The body is not JSON");
    });
    const question = readQuestion(json, demo.now());
    if (!question.ofSingles) await demo.account.prepare(demo.now(), { from: dayOf(new Date(question.start)) });
    const { rows, truncated, warnings } = answer(demo, question);
    const metadata = { query_time_ms: Math.round(performance.now() - started), row_count: rows.length, truncated };
    return context.json({ data: { data: rows, metadata, ...(warnings.length > 0 ? { warnings } : {}) } });
  });
  return routes;
}

const META = {
  metrics: METRICS.map((metric) => ({
    name: metric.name,
    display_label: metric.label,
    display_format: metric.format,
    is_rate: metric.isRate,
  })),
  dimensions: DIMENSIONS.map((dimension) => ({ name: dimension.name, display_label: dimension.label })),
  granularities: Object.entries(GRANULARITIES).map(([name, { label }]) => ({ name, display_label: label })),
  operators: Object.entries(OPERATORS).map(([name, valueType]) => ({ name, value_type: valueType })),
};
