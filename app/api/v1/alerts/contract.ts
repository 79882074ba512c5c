import { z } from "zod";
import { ALERT_RULES } from "@/lib/domain/alert/alert";
import { MESSAGES_KEPT_DAYS } from "@/lib/domain/alert/message";
import { FILTER_DIMENSIONS } from "@/lib/domain/spend/question";

export const AlertsQuery = z.strictObject({
  since: z.iso
    .datetime({ error: "is not an instant: use 2026-11-20T12:00:00Z" })
    .optional()
    .meta({ description: "Only changes from this instant on; the states are those of now." }),
});

const levels = ["ok", "warning", "exceeded", "no_data"] as const;
const fact = z.strictObject({ label: z.string(), value: z.string() });

export const AlertsAnswer = z
  .strictObject({
    evaluatedAt: z.iso.datetime().nullable().meta({ description: "null: not yet." }),
    alerts: z
      .array(
        z.strictObject({
          id: z.uuid(),
          rule: z.enum(ALERT_RULES),
          name: z.string(),
          level: z.enum(levels),
          step: z.int().meta({ description: "How far within the level: the threshold reached in percent, say." }),
          since: z.iso.datetime(),
          headline: z.string(),
          facts: z.array(fact),
          driver: z.string().nullable().meta({ description: "What made the difference when it was last told." }),
          scope: z
            .partialRecord(z.enum(FILTER_DIMENSIONS), z.array(z.string()))
            .meta({ description: "Whose spend it is about; empty: the organization." }),
          url: z.string(),
          acknowledged: z.strictObject({ by: z.string(), at: z.iso.datetime() }).nullable(),
          snoozedUntil: z.iso.datetime().nullable(),
        }),
      )
      .meta({ description: "Everything that is watched, the worst first." }),
    changes: z
      .array(
        z.strictObject({
          id: z.uuid(),
          alertId: z.uuid(),
          rule: z.enum(ALERT_RULES),
          name: z.string(),
          change: z.enum(["opened", "worse", "recovered", "closed"]),
          level: z.enum(levels),
          at: z.iso.datetime(),
          headline: z.string(),
          driver: z.string().nullable(),
          messages: z
            .strictObject({ sent: z.int(), waiting: z.int(), failed: z.int() })
            .nullable()
            .meta({ description: `null: they are kept no more, after ${MESSAGES_KEPT_DAYS} days.` }),
        }),
      )
      .meta({ description: "The last 200 that were told, newest first." }),
  })
  .meta({ id: "Alerts" });
