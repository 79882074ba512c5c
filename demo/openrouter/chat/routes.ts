import { type Context, Hono } from "hono";
import { streamSSE } from "hono/streaming";
import { compareUsd, parseUsd } from "../../../lib/domain/usd";
import type { InferenceKey } from "../../account/cast";
import { callerOf } from "../authenticate";
import { Refusal } from "../refusal";
import type { Demo } from "../state";
import { runningUsage, usedOfLimit } from "../usage";
import { type ChatRequest, readChatRequest } from "./request";
import { answerTo, newGenerationId, serve, usageOf } from "./serve";

async function payingKey(demo: Demo, context: Context): Promise<InferenceKey> {
  const caller = callerOf(demo, context);
  if (caller.kind !== "inference") throw new Refusal(403, "Management keys cannot be used for completions");
  const { key } = caller;
  if (key.limitUsd === null) return key;
  const used = usedOfLimit((await runningUsage(demo)).get(key.id), key.limitReset);
  const reached = compareUsd(used, parseUsd(String(key.limitUsd))) >= 0;
  if (reached) throw new Refusal(403, `Key limit exceeded (${key.limitReset ?? "total"} limit)`);
  return key;
}

function envelope(demo: Demo, request: ChatRequest, id: string, object: "chat.completion" | "chat.completion.chunk") {
  return {
    id,
    object,
    created: Math.floor(demo.now().getTime() / 1000),
    model: request.model.id,
    provider: request.model.endpoints[0]?.provider ?? null,
    system_fingerprint: object === "chat.completion" ? null : undefined,
  };
}

function streamed(demo: Demo, context: Context, key: InferenceKey, request: ChatRequest, id: string) {
  const words = answerTo(request);
  return streamSSE(context, async (stream) => {
    const head = envelope(demo, request, id, "chat.completion.chunk");
    const send = (rest: object) => stream.writeSSE({ data: JSON.stringify({ ...head, ...rest }) });
    const choice = (delta: object, finishReason: string | null) => ({
      choices: [{ index: 0, delta, finish_reason: finishReason }],
    });
    await stream.write(": OPENROUTER PROCESSING\n\n");
    let delivered = 0;
    while (delivered < words.length && !stream.aborted) {
      await send(choice({ role: "assistant", content: `${words[delivered]} ` }, null));
      delivered++;
      await stream.sleep(2);
    }
    const served = serve(demo, key, request, words, delivered, id);
    if (stream.aborted) return;
    await send(choice({ content: "" }, served.generation.finishReason));
    await send({ choices: [], usage: usageOf(served) });
    await stream.writeSSE({ data: "[DONE]" });
  });
}

/** `POST /chat/completions`, streamed and not: a new request that every other endpoint shows from then on. */
export function chatRoutes(demo: Demo) {
  const routes = new Hono();
  routes.post("/completions", async (context) => {
    const key = await payingKey(demo, context);
    const request = await readChatRequest(context);
    const id = newGenerationId(demo);
    context.header("X-Generation-Id", id);
    if (request.stream) return streamed(demo, context, key, request, id);
    const words = answerTo(request);
    const served = serve(demo, key, request, words, words.length, id);
    const message = { role: "assistant", content: words.join(" ") };
    return context.json({
      ...envelope(demo, request, id, "chat.completion"),
      choices: [{ index: 0, message, finish_reason: served.generation.finishReason, logprobs: null }],
      usage: usageOf(served),
    });
  });
  return routes;
}
