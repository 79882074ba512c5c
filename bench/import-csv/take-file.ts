/** Takes one log into new books, as web and worker do, and prints how long it took as JSON. */
import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { closeDb, pool, prisma } from "../../lib/db/client";
import { mintSystemScope } from "../../lib/domain/mint-scope";
import { receiveUpload } from "../../lib/intake/imports";
import { mergeImport } from "../../lib/ledger/import/merge";

export interface Taken {
  /** Accepted rows that stand in the books. */
  rows: number;
  uploadMs: number;
  /** Until every day is rebuilt. */
  totalMs: number;
  peakMegabytes: number;
}

async function take(path: string): Promise<Taken> {
  const organization = await prisma().organization.create({ data: { slug: `bench-${randomUUID()}`, name: "Bench" } });
  const scope = mintSystemScope(organization.id, { kind: "operator" });
  const start = performance.now();
  const stream = createReadStream(path, { highWaterMark: 65_536 });
  const { importId } = await receiveUpload(scope, { fileName: "bench.csv", stream });
  const uploadMs = performance.now() - start;
  await mergeImport(importId, { now: () => new Date() });
  const totalMs = performance.now() - start;
  const { rows } = await pool().query("SELECT sum(requests)::int AS requests FROM spend_lines WHERE organization_id = $1", [
    organization.id,
  ]);
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  return { rows: rows[0].requests, uploadMs, totalMs, peakMegabytes };
}

console.log(JSON.stringify(await take(process.argv[2] ?? "")));
await closeDb();
