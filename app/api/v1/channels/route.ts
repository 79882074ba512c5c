import type { z } from "zod";
import { requireToken } from "@/lib/access/token";
import { channelsOf, messagesOf } from "@/lib/queries/alert/channels";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { type ChannelsAnswer, ChannelsQuery } from "./contract";

const text = (instant: Date | null) => instant?.toISOString() ?? null;

/** Where alerts go, how each channel does, and what was sent. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    readQuestion(new URL(request.url).searchParams, ChannelsQuery);
    const [channels, messages] = await Promise.all([channelsOf(scope), messagesOf(scope)]);
    const answer: z.infer<typeof ChannelsAnswer> = {
      channels: channels.map(
        ({ id, kind, name, shown, allRules, rules, status, statusReason, waiting, lastError, ...times }) => ({
          id,
          kind,
          name,
          shown,
          rules: allRules ? null : rules,
          status,
          statusReason,
          failingSince: text(times.failingSince),
          lastSentAt: text(times.lastSentAt),
          waiting,
          nextAttemptAt: text(times.nextAttemptAt),
          lastError,
        }),
      ),
      messages: messages.map(({ nextAttemptAt: _, createdAt, doneAt, log, ...message }) => ({
        ...message,
        createdAt: createdAt.toISOString(),
        doneAt: text(doneAt),
        log: log.map((attempt) => ({ ...attempt, at: attempt.at.toISOString() })),
      })),
    };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
