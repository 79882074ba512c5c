import { z } from "zod";
import { CHANNEL_KINDS, CHANNEL_STATUSES } from "@/lib/domain/alert/channel";
import { MESSAGE_KINDS, MESSAGE_STATUSES, MESSAGES_KEPT_DAYS } from "@/lib/domain/alert/message";

export const ChannelsQuery = z.strictObject({});

const at = z.iso.datetime().nullable();

export const ChannelsAnswer = z
  .strictObject({
    channels: z.array(
      z.strictObject({
        id: z.uuid(),
        kind: z.enum(CHANNEL_KINDS),
        name: z.string(),
        shown: z.string().meta({ description: "What it is recognised by: the addresses, or the host. No secret." }),
        rules: z.array(z.string()).nullable().meta({ description: "Alert rules whose messages go there; null: all." }),
        status: z.enum(CHANNEL_STATUSES),
        statusReason: z.string().nullable(),
        failingSince: at,
        lastSentAt: at,
        waiting: z.int(),
        nextAttemptAt: at,
        lastError: z.string().nullable(),
      }),
    ),
    messages: z
      .array(
        z.strictObject({
          id: z.uuid().meta({ description: "As receivers get it: `webhook-id`, or the left part of a mail's Message-ID." }),
          kind: z.enum(MESSAGE_KINDS),
          title: z.string(),
          to: z.string(),
          status: z.enum(MESSAGE_STATUSES),
          attempts: z.int(),
          lastError: z.string().nullable(),
          createdAt: z.iso.datetime(),
          doneAt: at,
          log: z
            .array(
              z.strictObject({
                at: z.iso.datetime(),
                accepted: z.boolean(),
                code: z.int().nullable().meta({ description: "HTTP status or SMTP code; null: no answer came." }),
                words: z.string().nullable().meta({ description: "What went wrong or is to be said." }),
                tookMs: z.int(),
              }),
            )
            .meta({ description: "Its last twenty attempts, newest first." }),
        }),
      )
      .meta({ description: `The last fifty, newest first. Settled ones are kept for ${MESSAGES_KEPT_DAYS} days.` }),
  })
  .meta({ id: "Channels" });
