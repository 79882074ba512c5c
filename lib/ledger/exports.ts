import { pool } from "../db/client";
import type { ExportControl } from "../domain/export/export";
import type { AuthorizedScope } from "../domain/scope";
import { writeAudit } from "./audit";

/** Notes that somebody took a file out, and which one: what it is of, and the hash by which it is known again. */
export async function noteExport(scope: AuthorizedScope, control: ExportControl): Promise<void> {
  const { file, kind, from, to, by, filters, rows, sums, bytes, sha256, finality } = control;
  const words = Object.entries(filters).flatMap(([dimension, values]) => values.map((value) => `${dimension}: ${value}`));
  const costUsd = sums.costUsd ?? sums.BilledCost ?? null;
  const detail = { file, kind, from, to, by, filters: words, rows, costUsd, bytes, finality, sha256 };
  await writeAudit(pool(), scope, "export.taken", null, detail);
}
