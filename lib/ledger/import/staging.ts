import { finished } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { pool } from "../../db/client";
import type { LogRow } from "../../domain/import/log-row";
import { copyField } from "../generation/copy-rows";
import { makePart, partName } from "./parts";

const COLUMNS = [
  ...["line", "generation_id", "created_at", "key_name", "model", "variant", "provider", "member", "app", "cost_usd", "byok_usd"],
  ...["prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "streamed", "cancelled", "finish_reason"],
  ...["generation_time_ms", "first_token_ms"],
];

/** What COPY's text format gives a meaning to, which only names can hold. */
const SPECIAL = /[\\\t\n\r]/;

function name(text: string | null): string {
  if (text === null) return "\\N";
  return SPECIAL.test(text) ? copyField(text) : text;
}

function plain(value: string | boolean | null): string | boolean {
  return value === null ? "\\N" : value;
}

function stagedLogLine(row: LogRow): string {
  const what = `${row.line}\t${name(row.generationId)}\t${row.createdAt}\t${name(row.keyName)}\t${name(row.model)}`;
  const whose = `${name(row.variant)}\t${name(row.provider)}\t${name(row.member)}\t${name(row.app)}`;
  const money = `${row.costUsd}\t${plain(row.byokUsd)}`;
  const prompt = `${plain(row.promptTokens)}\t${plain(row.cachedTokens)}`;
  const completion = `${plain(row.completionTokens)}\t${plain(row.reasoningTokens)}`;
  const outcome = `${plain(row.streamed)}\t${plain(row.cancelled)}\t${name(row.finishReason)}`;
  const times = `${plain(row.generationTimeMs)}\t${plain(row.firstTokenMs)}`;
  return `${what}\t${whose}\t${money}\t${prompt}\t${completion}\t${outcome}\t${times}\n`;
}

/** Bytes that are sent to the database at a time. */
const PIECE = 2_097_152;
/** Longer than any row of at most 3,000 characters can be, escaped and in UTF-8. */
const ROOM = 65_536;
/** Pieces in a table: some hundred thousand rows, which take a second to merge. */
const PIECES_IN_PART = 10;

/**
 * Fills an import's staging tables. A piece goes to the database while the next one is gathered, over a connection lent
 * for that piece alone: a slow sender holds none. Rows are written into two buffers that are used over and over, since
 * text that waits in memory costs more to keep than to write.
 */
export class Staging {
  readonly #importId: string;
  readonly #piece: number;
  readonly #piecesInPart: number;
  #filling: Buffer;
  #spare: Buffer;
  #filled = 0;
  #pieces = 0;
  #sending: Promise<void> = Promise.resolve();

  constructor(importId: string, { piece = PIECE, piecesInPart = PIECES_IN_PART } = {}) {
    this.#importId = importId;
    this.#piece = piece;
    this.#piecesInPart = piecesInPart;
    this.#filling = Buffer.allocUnsafe(piece + ROOM);
    this.#spare = Buffer.allocUnsafe(piece + ROOM);
  }

  /** Resolves when there is room for more. Mostly there is at once, and nothing has to be awaited. */
  add(row: LogRow): Promise<void> | null {
    this.#filled += this.#filling.write(stagedLogLine(row), this.#filled);
    return this.#filled >= this.#piece ? this.#send() : null;
  }

  /** Resolves when everything added is stored. */
  async close(): Promise<void> {
    await this.#send();
    await this.#sending;
  }

  async #send(): Promise<void> {
    await this.#sending;
    const piece = this.#filling.subarray(0, this.#filled);
    [this.#filling, this.#spare] = [this.#spare, this.#filling];
    this.#filled = 0;
    this.#sending = this.#store(piece, this.#pieces);
    this.#pieces += 1;
    // Seen at the next await of #sending; until then nobody listens.
    this.#sending.catch(() => {});
  }

  async #store(piece: Buffer, number: number): Promise<void> {
    const client = await pool().connect();
    let broken: Error | undefined;
    try {
      const part = partName(this.#importId, Math.floor(number / this.#piecesInPart));
      if (number % this.#piecesInPart === 0) await makePart(client, part);
      const stream = client.query(copyFrom(`COPY ${part} (${COLUMNS.join(", ")}) FROM STDIN`));
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
