import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { parseDay } from "../../lib/domain/day";
import type { Account } from "../account/account";
import { listenOnLoopback } from "../listen";
import { accountRoutes, creditsRoute } from "./account-routes";
import { activityRoutes } from "./activity";
import { analyticsRoutes } from "./analytics/routes";
import { catalogueRoutes } from "./catalogue-routes";
import { chatRoutes } from "./chat/routes";
import { controlRoutes } from "./control";
import { currentKeyRoutes } from "./current-key";
import type { Destination } from "./destination";
import { destinationRoutes } from "./destinations";
import { Faults, faulty } from "./faults";
import { generationRoutes } from "./generation";
import { keyRoutes } from "./keys";
import { RateLimit } from "./rate-limit";
import { Refusal } from "./refusal";
import type { Demo } from "./state";

const REMEMBERED_REQUESTS = 50_000;

export interface DemoOpenRouterOptions {
  account: Account;
  /** 0 or nothing: any free port. */
  port?: number;
  /** The account's clock; by default the real one. */
  now?: () => Date;
  /** OpenRouter allows 64. */
  analyticsPerMinute?: number;
}

export interface DemoOpenRouter {
  /** What OPENROUTER_BASE_URL is set to, ending in /api/v1. */
  url: string;
  /** Where /_demo/… lives. */
  origin: string;
  managementKey: string;
  /** Any inference key of the account; null where it has none. */
  inferenceKey: string | null;
  account: Account;
  faults: Faults;
  /** The requests to the API so far, the newest fifty thousand at most. */
  requests: Demo["requests"];
  /** Where Broadcast delivers to, secrets included. */
  destinations: Destination[];
  stop(): Promise<void>;
}

/** Every path of the pretend OpenRouter. */
function demoApp(demo: Demo): Hono {
  const app = new Hono();
  app.onError((error, context) => {
    if (error instanceof Refusal) return context.json(error.body, error.status as ContentfulStatusCode, error.headers);
    console.error(error);
    return context.json({ error: { code: 500, message: "Internal Server Error" } }, 500);
  });
  app.notFound((context) => context.json({ error: { code: 404, message: "Not Found" } }, 404));
  const api = new Hono();
  api.use(async (context, next) => {
    await next();
    const { pathname, search } = new URL(context.req.url);
    if (demo.requests.length >= REMEMBERED_REQUESTS) demo.requests.splice(0, REMEMBERED_REQUESTS / 2);
    demo.requests.push({ method: context.req.method, path: `${pathname}${search}`, status: context.res.status, at: Date.now() });
  });
  api.use(faulty(demo.faults));
  api.route("/key", currentKeyRoutes(demo));
  api.route("/auth/key", currentKeyRoutes(demo));
  api.route("/keys", keyRoutes(demo));
  api.route("/activity", activityRoutes(demo));
  api.route("/analytics", analyticsRoutes(demo));
  api.route("/generation", generationRoutes(demo));
  api.route("/chat", chatRoutes(demo));
  api.route("/observability/destinations", destinationRoutes(demo));
  api.route("/", catalogueRoutes(demo));
  api.route("/", accountRoutes(demo));
  app.route("/api/v1", api);
  // Catalogue and credits as they were, so that a fresh demo has a history of prices and purchases.
  app.route("/_demo/as-of/:day/api/v1", catalogueRoutes(demo, parseDay));
  app.route(
    "/_demo/as-of/:day/api/v1",
    creditsRoute(demo, (context) => parseDay(context.req.param("day") ?? "")),
  );
  app.route("/_demo", controlRoutes(demo));
  return app;
}

/** Starts a pretend OpenRouter on 127.0.0.1. Its answers follow from the account and the clock alone. */
export async function startDemoOpenRouter(options: DemoOpenRouterOptions): Promise<DemoOpenRouter> {
  const { account } = options;
  const demo: Demo = {
    account,
    now: options.now ?? (() => new Date()),
    analyticsLimit: new RateLimit(options.analyticsPerMinute ?? 64),
    faults: new Faults(),
    destinations: [],
    broadcastWorkspaces: new Set(),
    requests: [],
  };
  const [managementKey] = account.cast.managementKeys;
  if (!managementKey) throw new Error("the account has no management key");
  const listening = await listenOnLoopback(createAdaptorServer({ fetch: demoApp(demo).fetch }), options.port ?? 0);
  const stopping = new AbortController();
  const prepared = account.prepare(demo.now(), { signal: stopping.signal });
  return {
    url: `${listening.origin}/api/v1`,
    origin: listening.origin,
    managementKey: managementKey.secret,
    inferenceKey: account.cast.keys.find((key) => key.disabledFrom === null)?.secret ?? null,
    account,
    faults: demo.faults,
    requests: demo.requests,
    destinations: demo.destinations,
    async stop() {
      stopping.abort();
      await prepared;
      await listening.close();
    },
  };
}
