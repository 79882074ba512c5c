import { z } from "zod";

const headers = z.record(z.string(), z.string()).optional();
/** The two kinds whose deliveries anybody can receive; OpenRouter has more, for one product each. */
export const CONFIGS = {
  webhook: z.object({ url: z.url(), method: z.enum(["POST", "PUT"]).default("POST"), headers }),
  "otel-collector": z.object({ endpoint: z.url(), headers }),
} as const;
export const KINDS = Object.keys(CONFIGS) as (keyof typeof CONFIGS)[];

const rule = z.object({ field: z.string(), operator: z.string(), value: z.union([z.string(), z.number()]).optional() });
const filterRules = z.object({
  enabled: z.boolean().default(true),
  groups: z.array(z.object({ logic: z.enum(["and", "or"]).default("and"), rules: z.array(rule) })),
});

export const SETTINGS = {
  api_key_hashes: z.array(z.string()).min(1).nullable(),
  broadcast_generation_cost: z.boolean(),
  broadcast_generation_identity: z.boolean(),
  broadcast_generation_request_context: z.boolean(),
  enabled: z.boolean(),
  filter_rules: filterRules.nullable(),
  privacy_mode: z.boolean(),
  regions: z
    .array(z.enum(["global", "europe", "eu", "us"]))
    .min(1)
    .transform((regions) => regions.map((region) => (region === "eu" ? "europe" : region))),
  sampling_rate: z.number().min(0.0001).max(1),
};
/** Where OpenRouter sends what happened in a workspace, with the secrets of its headers. */
export interface Destination {
  id: string;
  type: (typeof KINDS)[number];
  name: string;
  config: { url?: string; method?: "POST" | "PUT"; endpoint?: string; headers?: Record<string, string> | undefined };
  workspace_id: string;
  api_key_hashes: string[] | null;
  broadcast_generation_cost: boolean;
  broadcast_generation_identity: boolean;
  broadcast_generation_request_context: boolean;
  enabled: boolean;
  filter_rules: z.output<typeof filterRules> | null;
  privacy_mode: boolean;
  regions: string[];
  sampling_rate: number;
  created_at: string;
  updated_at: string;
}
