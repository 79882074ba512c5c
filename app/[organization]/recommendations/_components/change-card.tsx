import { Card } from "@/app/_components/card";
import { CopyButton } from "@/app/_components/form/copy-button";
import type { StoredRecommendation } from "@/lib/domain/recommendation/stored-recommendation";

/** The change to make, ready to copy, with what it takes for granted and what may go wrong. */
export function ChangeCard({ recommendation: { change, assumption, risk } }: { recommendation: StoredRecommendation }) {
  return (
    <Card
      title="The change to make"
      note={change.words}
      actions={change.snippet === null ? null : <CopyButton size="small" text={change.snippet} label="Copy the change" />}
    >
      <div className="flex flex-col gap-4 text-sm">
        {change.snippet !== null && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the page must be reachable with the keyboard
          <pre tabIndex={0} className="overflow-x-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5">
            {change.snippet}
          </pre>
        )}
        <div>
          <h3 className="font-medium text-ink">What is taken for granted</h3>
          <p className="max-w-prose text-muted">{assumption}</p>
        </div>
        <div>
          <h3 className="font-medium text-ink">What may go wrong</h3>
          <p className="max-w-prose text-muted">{risk}</p>
        </div>
      </div>
    </Card>
  );
}
