import { analyticsGetUserActivity } from "@openrouter/sdk/funcs/analyticsGetUserActivity.js";
import { z } from "zod";
import type { BilledCellReport, KeyReference } from "../../domain/billed-cell";
import type { Day } from "../../domain/day";
import { addFigures, type Figures, NO_FIGURES, subtractFigures } from "../../domain/figures";
import { parseUsd, ZERO_USD } from "../../domain/usd";
import type { OpenRouter } from "../client";
import type { KnownKey } from "../generation/key-partition";
import { charge, count, countIfTold, day, type Refused, readRows, text, textIfAny } from "../readers";
import { quoted } from "../refusal";

/** How many finished days `/activity` tells of. */
export const ACTIVITY_DAYS = 30;
/** Sums of the same doubles in another order differ by less than this. */
const ROUNDING = parseUsd("0.000001");

type ActivityRow = Figures & { day: Day; model: string; provider: string | null };

const Row = z
  .object({
    date: day,
    model_permaslug: textIfAny,
    model: text,
    provider_name: textIfAny,
    usage: charge,
    byok_usage_inference: charge,
    requests: count,
    byok_requests: countIfTold,
    prompt_tokens: countIfTold,
    completion_tokens: countIfTold,
    reasoning_tokens: countIfTold,
  })
  .transform(
    (row): ActivityRow => ({
      day: row.date,
      model: row.model_permaslug ?? row.model,
      provider: row.provider_name,
      costUsd: row.usage,
      byokUsd: row.byok_usage_inference,
      requests: row.requests,
      promptTokens: row.prompt_tokens,
      cachedTokens: null,
      cacheWriteTokens: null,
      completionTokens: row.completion_tokens,
      reasoningTokens: row.reasoning_tokens,
    }),
  );

const Answer = z.object({ data: z.array(z.unknown()) });

/** Every finished day OpenRouter still tells of, for one key or for the whole account. Endpoints of a provider add up. */
async function readActivity(
  openRouter: OpenRouter,
  key: KnownKey | null,
): Promise<{ rows: Map<string, ActivityRow>; refused: Refused[] }> {
  const which = key ? { apiKeyHash: key.hash } : {};
  const { data } = await openRouter.ask((sdk) => analyticsGetUserActivity(sdk, which), Answer);
  const read = readRows(data, Row, (raw) => {
    const found = day.safeParse(raw.date);
    const parts = [found.success ? found.data : "no day", key ? `key ${key.name}` : "all keys", `model ${raw.model ?? "none"}`];
    return { cell: quoted(parts.join(", ")), day: found.success ? found.data : null };
  });
  const rows = new Map<string, ActivityRow>();
  for (const row of read.rows) {
    const id = JSON.stringify([row.day, row.model, row.provider]);
    const known = rows.get(id);
    rows.set(id, known ? { ...known, ...addFigures(known, row) } : row);
  }
  return { rows, refused: read.refused };
}

/** A rest that is no more than the rounding of sums, and no request. */
function isRounding(rest: Figures): boolean {
  const magnitude = rest.costUsd < ZERO_USD ? -rest.costUsd : rest.costUsd;
  const byok = rest.byokUsd < ZERO_USD ? -rest.byokUsd : rest.byokUsd;
  return rest.requests === 0 && magnitude <= ROUNDING && byok <= ROUNDING;
}

function isNothing(rest: Figures): boolean {
  return rest.requests === 0 && rest.costUsd === ZERO_USD && rest.byokUsd === ZERO_USD;
}

/** A total of the account split over the keys that report a share of it; null where the shares exceed it. */
function splitByKey(total: ActivityRow, shares: readonly (readonly [KeyReference, ActivityRow])[]): BilledCellReport[] | null {
  const cells = shares.map(([key, row]): BilledCellReport => ({ ...row, key }));
  const rest = subtractFigures(total, cells.reduce<Figures>(addFigures, NO_FIGURES));
  const largest = cells.toSorted((a, b) => (a.costUsd < b.costUsd ? 1 : -1))[0];
  if (isNothing(rest)) return cells;
  if (largest && isRounding(rest)) {
    const { costUsd, byokUsd } = addFigures(largest, rest);
    if (costUsd < ZERO_USD || byokUsd < ZERO_USD) return null;
    return cells.map((cell) => (cell === largest ? { ...cell, costUsd, byokUsd } : cell));
  }
  if (rest.costUsd < ZERO_USD || rest.byokUsd < ZERO_USD || rest.requests < 0) return null;
  // Chatroom, keys made by apps, deleted keys: charged to the account, to no key that can be asked for.
  return [...cells, { ...total, ...(cells.length > 0 ? rest : total), key: { hash: null, name: null } }];
}

/**
 * Billed cells of the last finished days for an account without Analytics: day × key × model × provider, whose sum is
 * the account's own total, since what no key explains stays a cell without a key. `onKey` is told after each key.
 */
export async function readActivityCells(
  openRouter: OpenRouter,
  keys: readonly KnownKey[],
  onKey: (done: number) => void = () => {},
): Promise<{ cells: BilledCellReport[]; refused: Refused[] }> {
  const refused: Refused[] = [];
  const shares = new Map<string, [KeyReference, ActivityRow][]>();
  for (const [index, key] of keys.entries()) {
    const activity = await readActivity(openRouter, key);
    refused.push(...activity.refused);
    for (const [id, row] of activity.rows) {
      shares.set(id, [...(shares.get(id) ?? []), [{ hash: key.hash, name: key.name }, row]]);
    }
    onKey(index + 1);
  }
  // The total is read last: whatever settles meanwhile makes it larger than the shares, never smaller.
  const totals = await readActivity(openRouter, null);
  refused.push(...totals.refused);
  const cells: BilledCellReport[] = [];
  for (const [id, total] of totals.rows) {
    const split = splitByKey(total, shares.get(id) ?? []);
    shares.delete(id);
    const cell = `${total.day}, model ${quoted(total.model)}, provider ${quoted(total.provider ?? "none")}`;
    if (split) cells.push(...split);
    else refused.push({ cell, day: total.day, problem: "the keys add up to more than the account, perhaps settling just now" });
  }
  for (const [first] of shares.values()) {
    if (!first) continue;
    const [key, row] = first;
    const cell = `${row.day}, key ${quoted(key.name ?? "none")}, model ${quoted(row.model)}`;
    refused.push({ cell, day: row.day, problem: "is charged to the key but not to the account" });
  }
  return { cells, refused };
}
