/** How many rows of a log come out to the micro-dollar when they are priced anew from a catalogue. */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { WaybillError } from "../lib/domain/error";
import { readPriceList } from "../lib/openrouter/catalogue/price-list";
import { repriceLog } from "../lib/openrouter/catalogue/reprice-log";
import { type Bench, BenchUsageError } from "./harness/bench";

async function read<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WaybillError) throw new BenchUsageError(`${what}: ${error.message} ${error.todo ?? ""}`.trim());
    if (error instanceof SyntaxError) throw new BenchUsageError(`${what} is not JSON: ${error.message}`);
    if (error instanceof Error && "code" in error) throw new BenchUsageError(`${what} cannot be read: ${error.message}`);
    throw error;
  }
}

export const bench: Bench = {
  about: "a log priced anew from a catalogue, to the micro-dollar",
  usage: "<log.csv> <catalogue.json>",
  async run(_workshop, [logPath, cataloguePath]) {
    if (!logPath || !cataloguePath) {
      throw new BenchUsageError("Name a log and a catalogue: npm run bench -- reprice <log.csv> <catalogue.json>");
    }
    const prices = await read(cataloguePath, async () => readPriceList(JSON.parse(await readFile(cataloguePath, "utf8"))));
    const counts = await read(logPath, () => repriceLog(createReadStream(logPath), prices));
    const { rows, exact, offByOne, different, unknown, unknownWhy } = counts;
    return {
      value: exact,
      unit: "rows exact, of those whose price is known",
      baseline: Math.max(1, rows - unknown),
      rows,
      exact,
      offByOne,
      different,
      unknown,
      unknownWhy,
      table: [{ rows, exact, "off by one": offByOne, different, unknown }],
    };
  },
};
