import { z } from "zod";
import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { addDays, dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { permit } from "@/lib/domain/permit";
import { usdToString } from "@/lib/domain/usd";
import { type PreviewedDay, previewAttribution } from "@/lib/queries/attribution/preview";

/** 200 rules of 20 conditions each come to less. */
const LONGEST_BODY = 4_000_000;

const Asked = z.object({
  rules: z.unknown(),
  /** So many days up to today; null: all. */
  days: z.number().int().min(1).max(36_500).nullable(),
});

async function readAsked(request: Request): Promise<z.infer<typeof Asked>> {
  const text = Number(request.headers.get("content-length") ?? 0) > LONGEST_BODY ? "" : await request.text();
  try {
    return Asked.parse(JSON.parse(text));
  } catch {
    throw new WaybillError("invalid_input", "This is not a question for a preview.", { todo: "Reload the page." });
  }
}

function toJson({ day, lines, version, moves, label }: PreviewedDay) {
  return {
    ...{ day, lines, version },
    moves: moves.map(({ thing, from, to, costUsd, byokUsd, requests }) => ({
      ...{ thing, from, to, costUsd: usdToString(costUsd), byokUsd: usdToString(byokUsd), requests },
      names: [from, to].map((id) => (id === null ? null : label(thing, { kind: "value", id }).label)),
    })),
  };
}

const FAILED = { error: { message: "The preview broke off; nothing was changed.", todo: "Try again." } };

/** Answers a line of JSON for how many days there are, then one for each day of each connection, as they are computed. */
export async function POST(request: Request, context: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    const { organization } = await context.params;
    const scope = await requireScopeOrThrow(organization);
    permit(scope, "rules.read");
    const { rules, days } = await readAsked(request);
    const today = dayOf(new Date());
    const period = { from: days === null ? null : addDays(today, 1 - days), to: addDays(today, 1) };
    const stopped = new AbortController();
    const preview = await previewAttribution(scope, { rules, ...period }, stopped.signal);
    const encoder = new TextEncoder();
    const line = (value: unknown) => encoder.encode(`${JSON.stringify(value)}\n`);
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(line({ days: preview.days })),
      async pull(controller) {
        try {
          const next = await preview.answers.next();
          if (next.done) controller.close();
          else controller.enqueue(line(toJson(next.value)));
        } catch (error) {
          console.error("a preview of attribution rules failed:", error);
          controller.enqueue(line(FAILED));
          controller.close();
        }
      },
      cancel: () => stopped.abort(),
    });
    return new Response(stream, { headers: { "content-type": "application/x-ndjson", "cache-control": "no-store" } });
  });
}
