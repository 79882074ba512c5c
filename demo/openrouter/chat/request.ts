import type { Context } from "hono";
import { z } from "zod";
import type { Cast } from "../../account/cast";
import { type CatalogueModel, MODELS } from "../../account/catalogue";
import { badRequest } from "../refusal";

const text = z.union([z.string(), z.array(z.looseObject({ text: z.string().optional() }))]);
const body = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ role: z.string(), content: text.nullish() })).min(1),
  stream: z.boolean().default(false),
  max_tokens: z.int().min(1).nullish(),
  user: z.string().max(256).optional(),
  session_id: z.string().max(256).optional(),
  trace: z.looseObject({ feature: z.string().optional() }).optional(),
});

/** What the pretend model needs of a completion request. Words are counted and forgotten. */
export interface ChatRequest {
  model: CatalogueModel;
  promptTokens: number;
  maxTokens: number;
  stream: boolean;
  user: string | null;
  sessionId: string | null;
  feature: string | null;
  app: { title: string; referer: string } | null;
}

function lengthOf(content: z.infer<typeof text> | null | undefined): number {
  if (!content) return 0;
  return typeof content === "string" ? content.length : content.reduce((sum, part) => sum + (part.text?.length ?? 0), 0);
}

function appOf(context: Context): ChatRequest["app"] {
  const referer = context.req.header("http-referer");
  if (!referer) return null;
  return { referer, title: context.req.header("x-openrouter-title") ?? context.req.header("x-title") ?? referer };
}

/** Throws 400 for what OpenRouter would refuse. */
export async function readChatRequest(context: Context): Promise<ChatRequest> {
  const parsed = body.safeParse(await context.req.json().catch(() => null));
  if (!parsed.success) throw badRequest(z.prettifyError(parsed.error));
  const draft = parsed.data;
  const model = MODELS.find((candidate) => candidate.id === draft.model || candidate.permaslug === draft.model);
  if (!model) throw badRequest(`${draft.model} is not a valid model ID`);
  const characters = draft.messages.reduce((sum, message) => sum + lengthOf(message.content), 0);
  return {
    model,
    promptTokens: Math.ceil(characters / 4) + 3 * draft.messages.length,
    maxTokens: draft.max_tokens ?? 4_096,
    stream: draft.stream,
    user: draft.user ?? null,
    sessionId: draft.session_id ?? context.req.header("x-session-id") ?? null,
    feature: draft.trace?.feature ?? null,
    app: appOf(context),
  };
}

/** The account's app of that address, made known if it is new. */
export function appFor(cast: Cast, wanted: ChatRequest["app"]) {
  if (!wanted) return null;
  const known = cast.apps.find((app) => app.referer === wanted.referer);
  if (known) return known;
  const app = { id: 900_001 + cast.apps.length, ...wanted };
  cast.apps.push(app);
  return app;
}
