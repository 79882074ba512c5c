import { z } from "zod";
import { EXPORT_KINDS } from "@/lib/domain/export/export";
import { FINALITIES } from "@/lib/domain/finality";
import { by, day, filters } from "../contract";

const part = z.enum(["file", "control"], "is not a part: use file or control").default("file").meta({
  description:
    "`control`: the control file instead, JSON: rows, sums and SHA-256 of the file that this address gives as long as the books stay as they are.",
});

export const SpendExportQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
  by,
  part,
  ...filters,
});

export const ChargebackQuery = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-\d{2}$/, "is not a month: use YYYY-MM")
    .meta({ description: "The month, UTC.", example: "2026-10" }),
  part,
});

export const FocusQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
  corrections: z.enum(["no", "yes"], "is neither yes nor no").default("no").meta({
    description: "`yes`: also what was restated in these days of days before them, as rows of ChargeClass Correction.",
  }),
  part,
  ...filters,
});

export const GenerationsExportQuery = z.strictObject({
  from: day("First day, UTC, included."),
  to: day("Last day, UTC, included."),
  part,
  ...filters,
});

export const ExportControlAnswer = z
  .strictObject({
    file: z.string(),
    kind: z.enum(EXPORT_KINDS),
    organization: z.string(),
    from: z.string(),
    to: z.string(),
    days: z.literal("UTC"),
    currency: z.literal("USD"),
    finality: z.enum(FINALITIES).nullable(),
    daysWithoutBooks: z.int().meta({ description: "Days of the period that are not in the books: unknown, not free." }),
    by: z.array(z.string()),
    filters: z.record(z.string(), z.array(z.string())),
    rows: z.int().meta({ description: "Records, without the lines above the columns' names and at the foot." }),
    sums: z.record(z.string(), z.string()).meta({ description: "Columns added up over all records, exact decimals." }),
    bytes: z.int(),
    sha256: z.string(),
  })
  .meta({ id: "ExportControl" });
