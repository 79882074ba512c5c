import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import { z } from "zod";
import { managementOnly } from "./authenticate";
import { CONFIGS, type Destination, KINDS, SETTINGS } from "./destination";
import { badRequest, notFound, Refusal } from "./refusal";
import type { Demo } from "./state";
import { readWhole } from "./wire";

const Changes = z.object({ ...SETTINGS, name: z.string().min(1), config: z.looseObject({}) }).partial();
const Wanted = Changes.required({ name: true, config: true }).extend({
  type: z.enum(KINDS),
  workspace_id: z.string().optional(),
});

/** At most so many of one kind in a workspace. */
const MOST_OF_A_KIND = 5;

/** Destinations that are sent to: switched on, in a workspace whose Broadcast is on. */
export function listeningDestinations(demo: Demo): Destination[] {
  return demo.destinations.filter(({ enabled, workspace_id }) => enabled && demo.broadcastWorkspaces.has(workspace_id));
}

function masked(secret: string): string {
  return secret.length > 12 ? `${secret.slice(0, 4)}...${secret.slice(-3)}` : "***";
}

/** A destination as answers show it: nobody can read a secret back. */
function shown(destination: Destination) {
  const { headers: sent, ...config } = destination.config;
  const hidden = sent && Object.fromEntries(Object.entries(sent).map(([name, value]) => [name, masked(value)]));
  return { ...destination, config: { ...config, ...(hidden && { headers: hidden }) } };
}

async function read<Schema extends z.ZodType>(schema: Schema, json: Promise<unknown>): Promise<z.output<Schema>> {
  const parsed = schema.safeParse(await json.catch(() => null));
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  return parsed.data;
}

function checkedConfig(type: Destination["type"], config: unknown): Destination["config"] {
  const parsed = CONFIGS[type].safeParse(config);
  if (!parsed.success) throw badRequest(`config: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function found(demo: Demo, context: Context): Destination {
  const destination = demo.destinations.find(({ id }) => id === context.req.param("id"));
  if (!destination) throw notFound("Observability destination not found");
  return destination;
}

function workspaceOf(demo: Demo, id: string | undefined): string {
  const { workspaces } = demo.account.cast;
  const workspace = id === undefined ? workspaces[0] : workspaces.find((known) => known.id === id);
  if (!workspace) throw notFound("Workspace not found");
  return workspace.id;
}

function defined<Fields extends object>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<Fields>;
}

/** `/observability/destinations`: where Broadcast delivers to, a workspace at a time. */
export function destinationRoutes(demo: Demo) {
  const routes = new Hono();
  routes.use(managementOnly(demo));
  routes.get("/", (context) => {
    const workspaceId = workspaceOf(demo, context.req.query("workspace_id"));
    const offset = readWhole(context.req.query("offset") ?? "0");
    const limit = readWhole(context.req.query("limit") ?? "50");
    if (offset === null || limit === null || limit < 1 || limit > 100) throw badRequest("offset and limit must be whole numbers");
    const all = demo.destinations.filter((destination) => destination.workspace_id === workspaceId);
    return context.json({ data: all.slice(offset, offset + limit).map(shown), total_count: all.length });
  });
  routes.post("/", async (context) => {
    const { type, workspace_id, config, ...wanted } = await read(Wanted, context.req.json());
    const workspaceId = workspaceOf(demo, workspace_id);
    const same = demo.destinations.filter((known) => known.type === type && known.workspace_id === workspaceId);
    if (same.length >= MOST_OF_A_KIND) throw new Refusal(409, `At most ${MOST_OF_A_KIND} destinations of one type`);
    const now = demo.now().toISOString();
    const destination: Destination = {
      id: randomUUID(),
      type,
      name: wanted.name,
      config: checkedConfig(type, config),
      workspace_id: workspaceId,
      api_key_hashes: wanted.api_key_hashes ?? null,
      broadcast_generation_cost: wanted.broadcast_generation_cost ?? false,
      broadcast_generation_identity: wanted.broadcast_generation_identity ?? false,
      broadcast_generation_request_context: wanted.broadcast_generation_request_context ?? false,
      enabled: wanted.enabled ?? true,
      filter_rules: wanted.filter_rules ?? null,
      privacy_mode: wanted.privacy_mode ?? false,
      regions: wanted.regions ?? ["global"],
      sampling_rate: wanted.sampling_rate ?? 1,
      created_at: now,
      updated_at: now,
    };
    demo.destinations.push(destination);
    return context.json({ data: shown(destination) }, 201);
  });
  routes.get("/:id", (context) => context.json({ data: shown(found(demo, context)) }));
  routes.patch("/:id", async (context) => {
    const destination = found(demo, context);
    const { config, ...changes } = await read(Changes, context.req.json());
    const checked = config === undefined ? {} : { config: checkedConfig(destination.type, config) };
    Object.assign(destination, defined(changes), checked, { updated_at: demo.now().toISOString() });
    return context.json({ data: shown(destination) });
  });
  routes.delete("/:id", (context) => {
    demo.destinations.splice(demo.destinations.indexOf(found(demo, context)), 1);
    return context.json({ deleted: true });
  });
  return routes;
}
