import type { BroadcastGeneration } from "../../domain/broadcast/broadcast";
import type { GenerationReport } from "../../domain/generation/generation";
import { ZERO_USD } from "../../domain/usd";
import { askedHow } from "../generation/asked-how";
import { isOfOurTime, NOT_OUR_TIME } from "../request-clock";
import { type Attributes, scalarOf } from "./attributes";
import { type GenerationFields, readGenerationFields } from "./generation-fields";
import type { FoundSpan } from "./spans";
import { readTags } from "./tags";

const LONGEST_ID = 200;
const MOST_MS = 2_147_483_647;

/** A generation, with remarks on what was left out of it; or what is wrong with it. */
export type ReadGeneration = { generation: BroadcastGeneration; remarks: string[] } | { problem: string };

/** Nanoseconds have more digits than a number holds: text is read exactly, a number to the microsecond that it still knows. */
function timeOf(nanoseconds: unknown): Date | null {
  const isText = typeof nanoseconds === "string" && /^\d{1,20}$/.test(nanoseconds);
  const milliseconds = isText
    ? Number(BigInt(nanoseconds) / 1_000_000n)
    : Math.floor(Math.round(Number(nanoseconds) / 1e3) / 1e3);
  const time = new Date(isText || typeof nanoseconds === "number" ? milliseconds : Number.NaN);
  return Number.isNaN(time.getTime()) ? null : time;
}

function problemOfId(id: string): string | null {
  if (id === "") return "gen_ai.response.id is missing";
  if (id.length > LONGEST_ID) return `its id is longer than ${LONGEST_ID} characters`;
  return /[^\x21-\x7e]/.test(id) ? "its id has characters that no id has" : null;
}

/** Where no key of the caller's at a provider was used, that provider charged him nothing; where nobody says, it is unknown. */
function byokOf({ byokUsd, isByok }: GenerationFields) {
  return byokUsd ?? (isByok === false ? ZERO_USD : null);
}

/** OpenRouter names no key where it served its own chatroom, which Analytics calls by that name. */
function keyNameOf({ keyName }: GenerationFields, { isOpenRouters }: FoundSpan): string | null {
  return keyName ?? (isOpenRouters ? "Chatroom" : null);
}

function variantOf(attributes: Attributes): string | null {
  const told = (key: string) => String(scalarOf(attributes.get(key)) ?? "");
  const tier = "openrouter_generation.billed_service_tier";
  return askedHow(
    told("gen_ai.response.model"),
    told("gen_ai.request.model"),
    told(`trace.metadata.${tier}`) || told(`span.metadata.${tier}`),
  );
}

/** What OpenRouter knows the account by, the organization before its owner. */
function accountsOf(attributes: Attributes): string[] {
  const told = ["organization_id", "entity_id"].map((name) => scalarOf(attributes.get(`trace.metadata.openrouter.${name}`)));
  return told.filter((account) => typeof account === "string");
}

/** Reads the span of the generation of that id. */
export function readGenerationSpan(found: FoundSpan, generationId: string, now: Date): ReadGeneration {
  const { attributes, span } = found;
  const problem = problemOfId(generationId);
  if (problem) return { problem };
  const createdAt = timeOf(span.startTimeUnixNano);
  if (!createdAt) return { problem: "startTimeUnixNano is not a time" };
  if (!isOfOurTime(createdAt, now)) return { problem: `startTimeUnixNano is ${createdAt.toISOString()}: ${NOT_OUR_TIME}` };
  const fields = readGenerationFields(attributes);
  if ("problem" in fields) return fields;
  const { tags, feature, remarks } = readTags(attributes);
  const ended = timeOf(span.endTimeUnixNano);
  const took = ended ? ended.getTime() - createdAt.getTime() : -1;
  const generationTimeMs = took >= 0 && took <= MOST_MS ? took : null;
  const { creatorId, isByok: _, ...told } = fields;
  const report: GenerationReport = {
    ...told,
    source: "broadcast",
    generationId,
    createdAt,
    keyHash: null,
    keyName: keyNameOf(fields, found),
    variant: variantOf(attributes),
    member: null,
    byokUsd: byokOf(fields),
    generationTimeMs,
    feature,
    tags,
  };
  const endedAt = ended && generationTimeMs !== null ? ended : createdAt;
  return { generation: { report, accounts: accountsOf(attributes), creatorId, endedAt }, remarks };
}
