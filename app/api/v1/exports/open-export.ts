import { type Day, dayOf } from "@/lib/domain/day";
import { type ExportControl, type ExportHead, type ExportQuestion, exportFileName } from "@/lib/domain/export/export";
import { type ExportSetting, exportFacts } from "@/lib/domain/export/facts";
import { permit } from "@/lib/domain/permit";
import type { Permission } from "@/lib/domain/role";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { chargebackForm } from "@/lib/exports/chargeback-file";
import { focusForm } from "@/lib/exports/focus-file";
import { generationsFile } from "@/lib/exports/generations-file";
import { spendForm } from "@/lib/exports/spend-file";
import { tableFile } from "@/lib/exports/table-file";
import { Tally } from "@/lib/exports/written-file";
import { exportChargeback } from "@/lib/queries/export/chargeback";
import { exportFocus } from "@/lib/queries/export/focus";
import { exportGenerations } from "@/lib/queries/export/generations";
import { exportSpend } from "@/lib/queries/export/spend";
import { organizationName } from "@/lib/queries/organization-name";
import { filterLabels } from "@/lib/queries/spend/filter-labels";

/** A file's blocks, to be taken to the end or returned: nothing else frees the connection that they come by. */
type FileBytes = AsyncIterable<Uint8Array> & Pick<AsyncGenerator<Uint8Array, unknown>, "next" | "return">;

/** A file that is being written. */
export interface OpenedExport {
  fileName: string;
  /** What is known before the first row. */
  head(): ExportHead;
  /** Records written so far; of single requests only when all are. */
  rows(): number;
  /** From the first byte; who stops taking them stops the database as well. */
  bytes: FileBytes;
  /** Once: after the last byte. */
  control(): ExportControl;
}

/** What it takes besides seeing spend at all. */
const NEEDED: Record<ExportQuestion["kind"], Permission | null> = {
  spend: null,
  chargeback: "exports.chargeback",
  focus: "exports.chargeback",
  generations: "exports.requests",
};

interface Opening {
  scope: AuthorizedScope;
  question: ExportQuestion;
  setting: ExportSetting;
  today: Day;
  signal: AbortSignal;
  tally: Tally;
  begun: (head: ExportHead) => void;
}

const WRITERS: Record<ExportQuestion["kind"], (opening: Opening) => AsyncGenerator<Uint8Array>> = {
  spend: ({ scope, question, setting, today, signal, tally, begun }) =>
    tableFile(
      exportSpend(scope, question, today, signal),
      spendForm(question, (head) => exportFacts(question, head, setting)),
      tally,
      begun,
    ),
  chargeback: ({ scope, question, setting, today, signal, tally, begun }) =>
    tableFile(
      exportChargeback(scope, question, today, signal),
      chargebackForm((head) => exportFacts(question, head, setting)),
      tally,
      begun,
    ),
  focus: ({ scope, question, today, signal, tally, begun }) =>
    tableFile(exportFocus(scope, question, today, signal), focusForm(), tally, begun),
  generations: ({ scope, question, setting, today, signal, tally, begun }) =>
    generationsFile(
      exportGenerations(scope, question, today, signal),
      (head) => exportFacts(question, head, setting),
      tally,
      begun,
    ),
};

/** The first block is asked for at once, so that what cannot be exported is refused in words and not in a torn file. */
function resumed(first: IteratorResult<Uint8Array>, rest: AsyncGenerator<Uint8Array>): FileBytes {
  let ahead: IteratorResult<Uint8Array> | null = first;
  // No generator: one that was never begun is over when it is returned, and would not return the rest.
  const bytes = {
    async next() {
      const block = ahead ?? (await rest.next());
      ahead = null;
      return block;
    },
    return: (value: unknown) => rest.return(value),
    [Symbol.asyncIterator]: () => bytes,
  };
  return bytes;
}

/**
 * Begins a file: the one place where page, API and command ask for one. Throws WaybillError where the asker may not have
 * it or a filter cannot be asked. When `signal` is aborted the reading ends and its connection is freed.
 */
export async function openExport(
  scope: AuthorizedScope,
  question: ExportQuestion,
  now: Date,
  signal: AbortSignal,
): Promise<OpenedExport> {
  const needed = NEEDED[question.kind];
  if (needed) permit(scope, needed);
  const [organization, filters] = await Promise.all([organizationName(scope), filterLabels(scope, question.filters)]);
  const tally = new Tally();
  let head: ExportHead | undefined;
  const writing = WRITERS[question.kind]({
    scope,
    question,
    setting: { organization, visibility: scope.visibility, filters },
    today: dayOf(now),
    signal,
    tally,
    begun: (known) => {
      head = known;
    },
  });
  const first = await writing.next();
  const fileName = exportFileName(question);
  return {
    fileName,
    bytes: resumed(first, writing),
    head() {
      if (!head) throw new Error("the first block comes after the head");
      return head;
    },
    rows: () => tally.rows,
    control() {
      const { kind, from, to, by } = question;
      const { finality = null, daysWithoutBooks = 0 } = head ?? {};
      const about = { file: fileName, kind, organization, from, to, days: "UTC" as const, currency: "USD" as const };
      const { rows, sums, bytes, sha256 } = tally.close();
      return { ...about, finality, daysWithoutBooks, by, filters: question.filters, rows, sums, bytes, sha256 };
    },
  };
}
