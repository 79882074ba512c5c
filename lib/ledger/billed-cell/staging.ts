import type pg from "pg";
import { z } from "zod";
import { execute, type Queryable, select, sql } from "../../db/sql";
import type { BilledCellReport, BilledSource } from "../../domain/billed-cell";
import { startOfDay } from "../../domain/day";
import { addFigures, type Figures } from "../../domain/figures";
import { nameOnDay } from "../../domain/key/names";
import { usdToString } from "../../domain/usd";
import { permaslugsOf } from "../catalogue/catalogue";
import type { FactsOwner } from "../facts-lock";
import { copyLine, copyLines } from "../generation/copy-rows";
import { ensureHashedKeys, ensureNamedKeys, nameHolders } from "../keys";

const HashedKey = z.object({ id: z.string(), hash: z.string() });

async function keysByHash(client: Queryable, owner: FactsOwner, cells: readonly BilledCellReport[]) {
  const hashed = cells.filter((cell) => cell.key.hash !== null);
  const reported = sql`SELECT * FROM unnest(${hashed.map((cell) => cell.key.hash)}::text[], ${hashed.map((cell) => cell.key.name)}::text[],
    ${hashed.map((cell) => startOfDay(cell.day))}::timestamptz[]) AS cell (hash, name, seen_at)`;
  await ensureHashedKeys(client, owner, reported);
  const hashes = [...new Set(hashed.map((cell) => cell.key.hash))];
  const found = await select(
    sql`SELECT id, hash FROM keys WHERE connection_id = ${owner.connectionId}::uuid AND hash = ANY (${hashes}::text[])`,
    HashedKey,
    client,
  );
  return new Map(found.map((key) => [key.hash, key.id]));
}

/**
 * For each cell its key: by hash; else the one key that can have had the name that day; else the name alone; null without
 * either.
 */
async function keysOf(client: Queryable, owner: FactsOwner, cells: readonly BilledCellReport[]): Promise<(string | null)[]> {
  const byHash = await keysByHash(client, owner, cells);
  const names = [...new Set(cells.flatMap(({ key }) => (key.hash === null && key.name !== null ? [key.name] : [])))];
  const holders = await nameHolders(client, owner.connectionId, names);
  const found = cells.map(({ key, day }) => {
    if (key.hash !== null) return { keyId: byHash.get(key.hash) ?? null, name: null };
    const held = key.name === null ? null : nameOnDay(holders.get(key.name) ?? [], day);
    return held !== null && typeof held === "object" ? { keyId: held.keyId, name: null } : { keyId: null, name: key.name };
  });
  const named = await ensureNamedKeys(
    client,
    owner,
    found.flatMap(({ name }) => (name === null ? [] : [name])),
  );
  return found.map(({ keyId, name }) => (name === null ? keyId : (named.get(name) ?? null)));
}

/**
 * Puts the cells into a temporary table `staged_cells` shaped like billed_cells, keys and models resolved, one row an
 * identity.
 */
export async function stageBilledCells(
  client: pg.ClientBase,
  owner: FactsOwner,
  source: BilledSource,
  cells: readonly BilledCellReport[],
): Promise<void> {
  const keys = await keysOf(client, owner, cells);
  const models = source === "aggregate_csv" ? await permaslugsOf(client, [...new Set(cells.map((cell) => cell.model))]) : null;
  const rows = new Map<string, { identity: (string | null)[]; figures: Figures }>();
  cells.forEach((cell, index) => {
    const identity = [cell.day, keys[index] ?? null, models?.get(cell.model) ?? cell.model, cell.provider];
    const known = rows.get(JSON.stringify(identity));
    rows.set(JSON.stringify(identity), { identity, figures: known ? addFigures(known.figures, cell) : cell });
  });
  await execute(sql`CREATE TEMPORARY TABLE staged_cells (LIKE billed_cells) ON COMMIT DROP`, client);
  const columns = `organization_id, connection_id, source, day, key_id, model, provider, cost_usd, byok_usd, requests,
    prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens`;
  const lines = [...rows.values()].map(({ identity, figures }) =>
    copyLine([
      owner.organizationId,
      owner.connectionId,
      source,
      ...identity,
      usdToString(figures.costUsd),
      usdToString(figures.byokUsd),
      figures.requests,
      figures.promptTokens,
      figures.cachedTokens,
      figures.cacheWriteTokens,
      figures.completionTokens,
      figures.reasoningTokens,
    ]),
  );
  await copyLines(client, `staged_cells (${columns})`, lines);
}
