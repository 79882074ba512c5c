import Link from "next/link";
import { Card } from "@/app/_components/card";
import { CopyButton } from "@/app/_components/form/copy-button";
import { type Row, Table } from "@/app/_components/table";
import { formatCount } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import type { StoredRecommendation } from "@/lib/domain/recommendation/stored-recommendation";

/** The figures and single requests a recommendation rests on. */
export function EvidenceCards({ recommendation, organization }: { recommendation: StoredRecommendation; organization: string }) {
  const { from, to, figures, generationIds } = recommendation.evidence;
  const rows = figures.map(({ label, value }): Row => ({ key: label, cells: { label, value } }));
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Card title="What it rests on" note={`${formatRange(from, to)}, UTC`} flush>
        <Table
          caption="Figures"
          columns={[
            { key: "label", label: "Figure" },
            { key: "value", label: "Value", align: "right" },
          ]}
          rows={rows}
          empty="No figures."
        />
      </Card>
      <Card title="Requests that show it" note="The dearest first; each leads to what is known of it.">
        {generationIds.length === 0 ? (
          <p className="text-sm text-muted">It is about the key, not about single requests.</p>
        ) : (
          <ol className="flex flex-col gap-1 text-sm">
            {generationIds.map((id) => (
              <li key={id}>
                <Link
                  href={`/${organization}/generations/${encodeURIComponent(id)}`}
                  prefetch={false}
                  className="font-mono text-xs hover:underline"
                >
                  {id}
                </Link>
              </li>
            ))}
          </ol>
        )}
      </Card>
    </div>
  );
}

/** Which requests to replay before deciding. */
export function TrialCard({ recommendation: { trialIds, move } }: { recommendation: StoredRecommendation }) {
  if (trialIds.length === 0) return null;
  return (
    <Card
      title={`Trial: replay ${formatCount(trialIds.length)} requests`}
      note={
        move?.to.model
          ? `Send the prompts of these requests to ${move.to.model} and compare the answers. Short and long ones are among them.`
          : "Send these requests with the change made and compare. Short and long ones are among them."
      }
      actions={<CopyButton size="small" text={trialIds.join("\n")} label="Copy the ids" />}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre tabIndex={0} className="max-h-56 overflow-auto font-mono text-xs leading-5">
        {trialIds.join("\n")}
      </pre>
    </Card>
  );
}
