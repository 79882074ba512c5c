import { z } from "zod";
import { SPIKE_ANSWERS } from "@/lib/domain/spike/spike";
import { day, usd } from "../contract";

export const SpikesQuery = z.strictObject({
  from: day("Only those that went on to this day, UTC, or later.").optional(),
  to: day("Only those that began on this day, UTC, or before.").optional(),
  open: z
    .enum(["true", "false"], "is neither true nor false")
    .default("false")
    .meta({ description: "Only those that may go on." }),
});

const instant = z.iso.datetime();

export const SpikesAnswer = z
  .strictObject({
    spikes: z.array(
      z.strictObject({
        id: z.uuid(),
        resolution: z.enum(["hour", "day"]).meta({ description: "Found in hours of single requests, or in settled days." }),
        filters: z
          .record(z.string(), z.array(z.string()))
          .meta({ description: "Whose, as the spend filters write it; {}: all." }),
        scope: z.array(z.strictObject({ dimension: z.string(), label: z.string() })),
        from: instant,
        to: instant.meta({ description: "The end of its last hour or day so far." }),
        actualUsd: usd,
        usualUsd: usd.meta({ description: "What such hours or days cost usually: an estimate." }),
        beyondUsd: usd.meta({ description: "What was spent beyond the usual." }),
        driver: z.string().nullable().meta({ description: "What made the difference; null: nothing that has a name." }),
        foundAt: instant,
        closedAt: instant.nullable().meta({ description: "null: it may go on." }),
        answer: z.enum(SPIKE_ANSWERS).nullable(),
        answeredBy: z.string().nullable(),
        answeredAt: instant.nullable(),
        note: z.string(),
      }),
    ),
  })
  .meta({ id: "Spikes" });
export type SpikesAnswer = z.infer<typeof SpikesAnswer>;
