import { Download } from "lucide-react";
import { LinkButton } from "@/app/_components/button";
import { Facts } from "@/app/_components/facts";
import { CopyButton } from "@/app/_components/form/copy-button";
import { FinalityBadge } from "@/app/_components/spend/finality-badge";
import { Notice } from "@/app/_components/states";
import { previewExport } from "@/app/api/v1/exports/preview";
import { WaybillError } from "@/lib/domain/error";
import { type ExportQuestion, exportFileName } from "@/lib/domain/export/export";
import { formatCount, formatUsd, formatUsdExact } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { ZERO_USD } from "@/lib/domain/usd";

/** What the file will have, said before it is taken, and the links to it and to its control file. */
export async function PreviewCard({
  scope,
  question,
  fileHref,
  now,
}: {
  scope: AuthorizedScope;
  question: ExportQuestion;
  fileHref: string;
  now: Date;
}) {
  const found = await previewExport(scope, question, now).catch((error: unknown) => {
    if (error instanceof WaybillError) return error;
    throw error;
  });
  if (found instanceof WaybillError) {
    return (
      <Notice tone="bad">
        {found.message} {found.todo}
      </Notice>
    );
  }
  const { rows, counted, costUsd, byokUsd, besideUsd, finality, daysWithoutBooks } = found;
  const control = `${fileHref}${fileHref.includes("?") ? "&" : "?"}part=control`;
  return (
    <div className="flex flex-col gap-4">
      <Facts
        facts={[
          ["File", exportFileName(question)],
          ["Days", `${formatRange(question.from, question.to)}, UTC`],
          ["Rows", counted ? formatCount(rows) : `more than ${formatCount(50_000)}`],
          [
            question.kind === "generations" ? "What requests cost" : "Spend",
            finality === null ? (
              "unknown"
            ) : (
              <span key="sum" title={formatUsdExact(costUsd)}>
                {formatUsd(costUsd)}
              </span>
            ),
          ],
          ["Fees and subscriptions", besideUsd === null || besideUsd === ZERO_USD ? null : formatUsd(besideUsd)],
          ["On your own keys", byokUsd === ZERO_USD ? null : formatUsd(byokUsd)],
          ["Finality", finality ? <FinalityBadge key="finality" finality={finality} /> : "no books"],
          [
            "Unknown",
            daysWithoutBooks > 0 ? `${daysWithoutBooks} ${daysWithoutBooks === 1 ? "day" : "days"} without books` : null,
          ],
        ]}
      />
      {finality === null && (
        <p className="text-xs text-muted">
          {daysWithoutBooks > 0
            ? "None of these days is in the books: the file has no spend of them, and what it was is unknown."
            : "These days have not begun: the file has no spend of them."}
        </p>
      )}
      {finality !== null && finality !== "settled" && finality !== "closed" && (
        <p className="text-xs text-muted">
          {finality === "restated"
            ? "OpenRouter changed some of these days after they were settled. A file taken before that had other figures."
            : "Some of these days are not settled yet: taken again later, the file may have other figures. Its control file tells which one you have."}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <LinkButton look="primary" href={fileHref} download>
          <Download aria-hidden size={14} />
          Download CSV
        </LinkButton>
        <LinkButton href={control} download>
          <Download aria-hidden size={14} />
          Control file
        </LinkButton>
        <CopyButton label="Copy link" done="The page’s address is copied: whoever opens it sees what he may see." look="quiet" />
      </div>
      <p className="max-w-prose text-xs text-muted">
        The control file holds the number of rows, their sums and the SHA-256 of the file, so that whoever receives it can see
        that nothing is missing. Names that a spreadsheet would run as a formula begin with an apostrophe; numbers are exact and
        unformatted.
      </p>
    </div>
  );
}
