import { finished } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { pool } from "../db/client";
import { execute, type Queryable, rawSql } from "../db/sql";
import type { LogRow } from "../domain/log-row";
import { copyLine } from "./copy-rows";

/**
 * An uploaded log's rows wait in a table of their own: unlogged and without an index, so that nothing is faster to fill,
 * and gone at once when it is dropped.
 */
export function stagingTable(importId: string): string {
  return `staged_${importId.replaceAll("-", "")}`;
}

export async function dropStaging(client: Queryable, importId: string): Promise<void> {
  await execute(rawSql(`DROP TABLE IF EXISTS ${stagingTable(importId)}`), client);
}

const COLUMNS = [
  ...["line", "generation_id", "created_at", "key_name", "model", "variant", "provider", "member", "app", "cost_usd", "byok_usd"],
  ...["prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "streamed", "cancelled", "finish_reason"],
  ...["generation_time_ms", "first_token_ms"],
];

function stagedLogLine(row: LogRow): string {
  return copyLine([
    ...[row.line, row.generationId, row.createdAt, row.keyName, row.model, row.variant, row.provider, row.member, row.app],
    ...[row.costUsd, row.byokUsd, row.promptTokens, row.cachedTokens, row.completionTokens, row.reasoningTokens],
    ...[row.streamed, row.cancelled, row.finishReason, row.generationTimeMs, row.firstTokenMs],
  ]);
}

/** Characters that are sent to the database at a time; at most twice as many are held. */
const PIECE = 4_194_304;

/**
 * Fills an import's staging table. A piece goes to the database while the next one is gathered, over a connection lent
 * for that piece alone: a slow sender holds none.
 */
export class Staging {
  readonly #copy: string;
  #piece = "";
  #sending: Promise<void> = Promise.resolve();

  private constructor(importId: string) {
    this.#copy = `COPY ${stagingTable(importId)} (${COLUMNS.join(", ")}) FROM STDIN`;
  }

  static async open(importId: string): Promise<Staging> {
    await execute(rawSql(`CREATE UNLOGGED TABLE ${stagingTable(importId)} (LIKE staged_generations)`));
    return new Staging(importId);
  }

  add(row: LogRow): void {
    this.#piece += stagedLogLine(row);
  }

  /** Sends what was added, if it is much; resolves when there is room for more. */
  async makeRoom(): Promise<void> {
    if (this.#piece.length >= PIECE) await this.#send();
  }

  /** Resolves when everything added is stored. */
  async close(): Promise<void> {
    await this.#send();
    await this.#sending;
  }

  async #send(): Promise<void> {
    await this.#sending;
    const piece = this.#piece;
    this.#piece = "";
    this.#sending = this.#store(piece);
    // Seen at the next await of #sending; until then nobody listens.
    this.#sending.catch(() => {});
  }

  async #store(piece: string): Promise<void> {
    const client = await pool().connect();
    let broken: Error | undefined;
    try {
      const stream = client.query(copyFrom(this.#copy));
      const done = finished(stream);
      stream.end(piece);
      await done;
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
