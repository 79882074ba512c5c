import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import Papa from "papaparse";
import { z } from "zod";
import { addUsd, parseUsd, type Usd, UsdError, usdToString, ZERO_USD } from "../domain/usd";
import { MARK } from "./written-file";

/** What of a control file a file can be held against. */
export const Promised = z.object({
  kind: z.string(),
  rows: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  sums: z.record(z.string(), z.string()),
});
export type Promised = z.infer<typeof Promised>;

/** What a file does not keep of its control file. */
export interface Broken {
  what: string;
  promised: string;
  found: string;
}

async function hashOf(bytes: Readable): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let length = 0;
  for await (const block of bytes as AsyncIterable<Buffer>) {
    hash.update(block);
    length += block.byteLength;
  }
  return { bytes: length, sha256: hash.digest("hex") };
}

/** Which cell of a record a sum adds up: its column's, or of `Column of Category` where ChargeClass, else ChargeCategory, is that. */
function cellOf(sum: string, columns: readonly string[]): (record: readonly string[]) => string {
  const [column = "", category] = sum.split(" of ");
  const [at, classAt, categoryAt] = [column, "ChargeClass", "ChargeCategory"].map((name) => columns.indexOf(name));
  return (record) => {
    if (category !== undefined && (record[classAt ?? -1] || record[categoryAt ?? -1]) !== category) return "";
    return record[at ?? -1] ?? "";
  };
}

/** Adds records up while they go by; lines before the columns' names and, in a chargeback, below the records are passed over. */
class Recount {
  rows = 0;
  readonly sums = new Map<string, Usd>();
  #cells: Map<string, (record: readonly string[]) => string> | null = null;

  constructor(private readonly promised: Promised) {
    for (const name of Object.keys(promised.sums)) this.sums.set(name, ZERO_USD);
  }

  take(line: readonly string[]): void {
    const isMarked = line[0]?.startsWith(MARK) ?? false;
    if (!this.#cells) {
      if (!isMarked) this.#cells = new Map([...this.sums.keys()].map((name) => [name, cellOf(name, line)]));
      return;
    }
    if (isMarked && this.promised.kind === "chargeback") return;
    this.rows += 1;
    for (const [name, read] of this.#cells) {
      const cell = read(line);
      if (cell !== "") this.sums.set(name, addUsd(this.sums.get(name) ?? ZERO_USD, parseUsd(cell)));
    }
  }
}

function recounted(text: Readable, promised: Promised): Promise<Recount> {
  const recount = new Recount(promised);
  return new Promise((done, fail) => {
    Papa.parse<string[]>(text, {
      delimiter: ",",
      newline: "\r\n",
      skipEmptyLines: true,
      step: ({ data }, parser) => {
        try {
          recount.take(data);
        } catch (error) {
          parser.abort();
          fail(error);
        }
      },
      complete: () => done(recount),
      error: fail,
    });
  });
}

/**
 * Holds a file against its control file: bytes, hash, records, and every sum, added up anew from the records. Nothing where
 * all agree. `open` is asked twice, so that a file of any size is read with constant memory.
 */
export async function brokenPromises(open: () => Readable, promised: Promised): Promise<Broken[]> {
  const { bytes, sha256 } = await hashOf(open());
  const found: [what: string, promised: string, found: string][] = [
    ["bytes", String(promised.bytes), String(bytes)],
    ["SHA-256", promised.sha256, sha256],
  ];
  try {
    const { rows, sums } = await recounted(open().setEncoding("utf8"), promised);
    found.push(["rows", String(promised.rows), String(rows)]);
    for (const [name, sum] of sums) found.push([`sum of ${name}`, promised.sums[name] ?? "", usdToString(sum)]);
  } catch (error) {
    if (!(error instanceof UsdError)) throw error;
    found.push(["amounts", "exact decimals", "something else"]);
  }
  return found.filter(([, one, other]) => one !== other).map(([what, wanted, is]) => ({ what, promised: wanted, found: is }));
}
