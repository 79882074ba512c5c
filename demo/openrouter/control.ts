import { type Context, Hono } from "hono";
import { stream } from "hono/streaming";
import { z } from "zod";
import { addDays, type Day, dayOf, isDay } from "../../lib/domain/day";
import { aggregateExport } from "./aggregate-export";
import { billOf, SPLIT_NAMES } from "./bill";
import { sendHistory } from "./broadcast/send";
import { clientReports } from "./client-reports";
import { faultSchema } from "./faults";
import { LOG_VERSIONS, type LogVersion, logExport } from "./log-export";
import { badRequest } from "./refusal";
import type { Demo } from "./state";

const day = z
  .string()
  .refine(isDay, "must be a day, YYYY-MM-DD")
  .transform((text) => text as Day);
const settlement = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("reprice"),
    day,
    percent: z.int().min(0).max(1000),
    keyHash: z.string().optional(),
    model: z.string().optional(),
  }),
  z.object({ kind: z.literal("late_requests"), day, count: z.int().min(1).max(10_000) }),
]);

const broadcastHistory = z.object({
  url: z.url(),
  method: z.enum(["POST", "PUT"]).default("POST"),
  headers: z.record(z.string(), z.string()).default({}),
  share: z.number().min(0).max(1).default(1),
  order: z.enum(["oldest", "newest", "shuffled"]).default("oldest"),
  times: z.int().min(1).max(10).default(1),
  content: z
    .object({ cost: z.boolean(), identity: z.boolean(), privacy: z.boolean() })
    .default({ cost: true, identity: true, privacy: true }),
  atOnce: z.int().min(1).max(64).default(8),
});

async function readBody<Schema extends z.ZodType>(schema: Schema, json: Promise<unknown>): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await json.catch(() => null));
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  return parsed.data;
}

/** `from` and `to` of the query string; the last 30 days where they are missing. */
function readPeriod(demo: Demo, context: Context): { from: Day; to: Day } {
  const today = dayOf(demo.now());
  const { from = addDays(today, -29), to = today } = context.req.query();
  if (!isDay(from) || !isDay(to)) throw badRequest("from and to must be days, YYYY-MM-DD");
  return { from, to };
}

function isLogVersion(text: string): text is LogVersion {
  return text in LOG_VERSIONS;
}

/** What tests ask of the pretend OpenRouter itself: faults, late settlement, the true bill. No key needed; loopback only. */
export function controlRoutes(demo: Demo) {
  const routes = new Hono();
  routes.get("/health", (context) => context.json({ ok: true, now: demo.now().toISOString() }));
  routes.get("/faults", (context) => context.json(demo.faults.pending()));
  routes.post("/faults", async (context) => {
    demo.faults.add(await readBody(faultSchema, context.req.json()));
    return context.json(demo.faults.pending(), 201);
  });
  routes.delete("/faults", (context) => {
    demo.faults.clear();
    return context.json([]);
  });
  routes.post("/settle", async (context) => {
    const { day: settled, ...amendment } = await readBody(settlement, context.req.json());
    demo.account.amend(settled, amendment);
    return context.json(billOf(demo, settled, settled, []).total, 201);
  });
  routes.post("/broadcast", async (context) => {
    const { url, method, headers, ...how } = await readBody(broadcastHistory, context.req.json());
    return context.json(await sendHistory(demo, { url, method, headers }, { ...readPeriod(demo, context), ...how }));
  });
  routes.get("/requests", (context) => context.json(demo.requests));
  routes.get("/log.csv", (context) => {
    const { version = "2026-08" } = context.req.query();
    if (!isLogVersion(version)) throw badRequest(`version takes any of ${Object.keys(LOG_VERSIONS).join(", ")}`);
    const lines = logExport(demo, { ...readPeriod(demo, context), version });
    context.header("Content-Type", "text/csv; charset=utf-8");
    return stream(context, async (body) => {
      for (const text of lines) await body.write(text);
    });
  });
  routes.get("/reports.ndjson", (context) => {
    const { from, to } = readPeriod(demo, context);
    context.header("Content-Type", "application/x-ndjson");
    return stream(context, async (body) => {
      for (const record of clientReports(demo, from, to)) await body.write(record);
    });
  });
  routes.get("/aggregate.csv", (context) => {
    const csv = aggregateExport(demo, { ...readPeriod(demo, context), byKey: context.req.query("by_key") === "true" });
    return context.body(csv, 200, { "Content-Type": "text/csv; charset=utf-8" });
  });
  routes.get("/bill", async (context) => {
    const { from, to } = readPeriod(demo, context);
    const by = (context.req.queries("by") ?? []).flatMap((names) => names.split(",")).filter((name) => name !== "");
    const unknown = by.find((name) => !SPLIT_NAMES.includes(name));
    if (unknown !== undefined) throw badRequest(`by takes any of ${SPLIT_NAMES.join(", ")}`);
    await demo.account.prepare(demo.now(), { from });
    return context.json(billOf(demo, from, to, by));
  });
  return routes;
}
