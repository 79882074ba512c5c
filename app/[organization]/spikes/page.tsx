import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { GhostChart } from "@/app/_components/chart/ghost-chart";
import { PageHeader } from "@/app/_components/page-header";
import { Money } from "@/app/_components/spend/figures";
import { EmptyState } from "@/app/_components/states";
import { Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { scopeWords } from "@/lib/domain/budget/words";
import { type Day, dayOf } from "@/lib/domain/day";
import { formatCount, formatUsd } from "@/lib/domain/format";
import { spikeDriverWords, spikeWhen } from "@/lib/domain/spike/words";
import { sumUsd } from "@/lib/domain/usd";
import { type Spike, spikes, spikesLookedForAt } from "@/lib/queries/spike/spikes";
import type { SpendPageProps } from "../spend-request";
import { SpikeState } from "./_components/spike-state";

export const metadata: Metadata = { title: "Spikes" };

function SpikeTable({ rows, organization, today }: { rows: readonly Spike[]; organization: string; today: Day }) {
  return (
    <Table
      caption="Spikes, the newest first"
      columns={[
        { key: "what", label: "Where" },
        { key: "when", label: "When" },
        { key: "beyond", label: "Beyond the usual", align: "right" },
        { key: "driver", label: "What made it" },
        { key: "state", label: "" },
      ]}
      rows={rows.map((spike) => ({
        key: spike.id,
        href: `/${organization}/spikes/${spike.id}`,
        cells: {
          what: scopeWords(spike.scopeLabels),
          when: spikeWhen(spike, today),
          beyond: (
            <>
              <Money amount={spike.severityUsd} />
              <span className="block text-xs text-muted">
                {formatUsd(spike.actualUsd)}, usually {formatUsd(spike.usualUsd)}
              </span>
            </>
          ),
          driver: spike.driver === null ? "Nothing that has a name." : spikeDriverWords(spike.driver),
          state: <SpikeState spike={spike} />,
        },
      }))}
    />
  );
}

export default async function SpikesPage({ params }: SpendPageProps) {
  const { organization } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const today = dayOf(now);
  const [all, lookedAt] = await Promise.all([spikes(scope, {}), spikesLookedForAt(scope)]);
  const open = all.filter(({ answer }) => answer === null);
  const answered = all.filter(({ answer }) => answer !== null);
  const going = open.filter(({ closedAt }) => closedAt === null).length;
  const beyond = sumUsd(open.map(({ severityUsd }) => severityUsd));
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="What was not as usual"
        description={
          open.length === 0
            ? "Looked for every few minutes in single requests by the hour, and in settled days. Days and hours are UTC."
            : `${formatUsd(beyond)} beyond the usual in ${formatCount(open.length)} ${open.length === 1 ? "spike" : "spikes"} that nobody has answered${going > 0 ? `, ${formatCount(going)} of which may go on` : ""}.`
        }
      />
      {all.length === 0 && (
        <EmptyState title={lookedAt === null ? "Nobody has looked yet" : "Nothing was unusual"} shape={<GhostChart />}>
          {lookedAt === null && "Spikes are looked for once a day of spend is in the books. "}A spike is spend of a key, or of the
          organization, well beyond what that hour or weekday usually costs: by more than $5 and by more than a quarter of an
          ordinary day. Five days of single requests, or two weeks of settled days, are needed to know what is usual.
        </EmptyState>
      )}
      {open.length > 0 && (
        <Card
          title="To look at"
          note="The newest first. Acknowledge what somebody looks after; mark what was meant to be as expected."
          flush
        >
          <SpikeTable rows={open} organization={organization} today={today} />
        </Card>
      )}
      {answered.length > 0 && (
        <Card title="Answered" flush>
          <SpikeTable rows={answered} organization={organization} today={today} />
        </Card>
      )}
    </div>
  );
}
