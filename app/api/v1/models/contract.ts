import { z } from "zod";
import { TIERS } from "@/lib/domain/catalogue/tier";
import { usd } from "../contract";

export const ModelsQuery = z.strictObject({
  model: z
    .array(z.string().min(1, "is empty").max(300, "is longer than any model's name"))
    .max(100, "names more than 100 models")
    .optional()
    .meta({ description: "Only this model, by permaslug or slug, also when it has left the catalogue; may be repeated." }),
  tier: z
    .array(z.enum(TIERS, `is not a tier: use ${TIERS.join(", ")}`))
    .optional()
    .meta({ description: "Only models of this tier; may be repeated." }),
});

const instant = z.iso.datetime().meta({ example: "2026-11-20T10:30:00.000Z" });
const pricing = z.record(z.string(), z.unknown()).meta({
  description:
    "As OpenRouter publishes it: decimal strings, US dollars per token or unit; -1 where it depends. For comparison alone: what was charged is in /api/v1/spend.",
});
const tier = z.enum(TIERS).nullable();

const endpoint = z.strictObject({
  tag: z.string(),
  provider: z.string(),
  quantization: z.string().nullable(),
  contextLength: z.int().nullable(),
  maxCompletionTokens: z.int().nullable(),
  pricing,
  supportedParameters: z.array(z.string()),
  uptimeLastDay: z.number().nullable().meta({ description: "Per cent." }),
});

export const ModelsAnswer = z
  .strictObject({
    models: z.array(
      z.strictObject({
        model: z.string().meta({ description: "Permaslug, as spend names models." }),
        slug: z.string(),
        name: z.string(),
        tier: tier.meta({ description: "As the organization says, else by price; null: not known." }),
        tierByPrice: tier,
        tierSet: z.strictObject({ by: z.string(), at: instant }).nullable(),
        blendedUsd: usd.nullable().meta({ description: "Three parts prompt, one part completion; dollars a million tokens." }),
        pricing,
        contextLength: z.int().nullable(),
        maxCompletionTokens: z.int().nullable(),
        inputModalities: z.array(z.string()),
        outputModalities: z.array(z.string()),
        supportedParameters: z.array(z.string()),
        benchmarks: z
          .strictObject({ intelligence: z.number().nullable(), coding: z.number().nullable(), agentic: z.number().nullable() })
          .nullable(),
        createdAt: instant.nullable(),
        expirationDate: z.string().nullable(),
        firstSeenAt: instant,
        readAt: instant,
        goneAt: instant.nullable().meta({ description: "The first reading that did not list it; null while it is listed." }),
        endpoints: z.array(endpoint).meta({ description: "Who serves it now. Read for models in use; else empty." }),
        prices: z.array(z.strictObject({ from: instant, endpoint: z.string().nullable(), pricing })).meta({
          description:
            "List prices from a reading on until the next, oldest first. endpoint null: the model's own; others only where `model` asks for it.",
        }),
      }),
    ),
  })
  .meta({ id: "Models" });
