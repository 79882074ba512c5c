"use client";
import { Badge, type Tone } from "@/app/_components/badge";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { ProgressBar } from "@/app/_components/progress-bar";
import { Notice } from "@/app/_components/states";
import { usePolled } from "../../../_components/use-polled";
import { CancelImport } from "./cancel-import";

/** An uploaded file, in words. */
export interface ShownImport {
  id: string;
  status: { word: string; tone: Tone };
  busy: boolean;
  /** What is going on; null when nothing is. */
  step: string | null;
  /** Share of the step that is done; null while it cannot be known. */
  share: number | null;
  /** Its rate and the time left, in words. */
  pace: string | null;
  cancellable: boolean;
  problem: string | null;
  /** What adds nothing to the books, and why; null: all of it counts. */
  unused: string | null;
  rejected: number;
  facts: { label: string; value: string; title?: string }[];
}

const isBusy = ({ busy }: ShownImport) => busy;

/** One file, live while it is worked on. */
export function ImportStatus({ organization, initial }: { organization: string; initial: ShownImport }) {
  const path = `/${organization}/settings/imports/${initial.id}`;
  const { status, step, share, pace, cancellable, problem, unused, rejected, facts } = usePolled(
    initial,
    `${path}/progress`,
    isBusy,
  );
  return (
    <Card
      title={
        <span className="flex items-center gap-2">
          What became of it <Badge tone={status.tone}>{status.word}</Badge>
        </span>
      }
      actions={
        <>
          {cancellable && <CancelImport organization={organization} importId={initial.id} />}
          {rejected > 0 && (
            <LinkButton href={`${path}/rejects`} download size="small">
              Download refused rows
            </LinkButton>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {step && <ProgressBar value={share} label={step} detail={pace} />}
        {problem && <Notice tone="bad">{problem}</Notice>}
        {unused && <Notice tone="warn">{unused}</Notice>}
        <dl className="grid grid-cols-2 gap-x-6 gap-y-3 text-sm sm:grid-cols-3 xl:grid-cols-5">
          {facts.map(({ label, value, title }) => (
            <div key={label} className="min-w-0">
              <dt className="text-xs text-muted">{label}</dt>
              <dd title={title} className="text-ink tabular-nums [overflow-wrap:anywhere]">
                {value}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </Card>
  );
}
