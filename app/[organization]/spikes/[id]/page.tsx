import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { detailPath } from "@/app/_components/shell/pages";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { ChangeText, Money } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { scopeWords } from "@/lib/domain/budget/words";
import { dayOf } from "@/lib/domain/day";
import { formatInstant } from "@/lib/domain/format-day";
import { changeOf } from "@/lib/domain/spend/change";
import type { DimensionDrivers, DriverRow, KnownDays } from "@/lib/domain/spend/drivers";
import { filterWord } from "@/lib/domain/spend/question";
import { daysAround } from "@/lib/domain/spike/spike";
import { ANSWER_WORDS, spikeDriverWords, spikeWhen } from "@/lib/domain/spike/words";
import { sumUsd, type Usd, usdFromFinerUnits, ZERO_USD } from "@/lib/domain/usd";
import { spikeDetail } from "@/lib/queries/spike/detail";
import type { Spike } from "@/lib/queries/spike/spikes";
import type { SpendPageProps } from "../../spend-request";
import { AnswerForms } from "../_components/answer-forms";
import { SpikeChart } from "../_components/spike-chart";
import { SpikeState } from "../_components/spike-state";

export const metadata: Metadata = { title: "Spike" };

const MOST_ROWS = 5;

/** What as many days of the seven before cost. */
function usual({ before }: DriverRow, days: KnownDays): Usd {
  return usdFromFinerUnits((before?.costUsd ?? ZERO_USD) * BigInt(days.after), BigInt(days.before));
}

/** The rows that are not listed, as one, so that the table adds up. */
function restRow(rows: readonly DriverRow[], days: KnownDays): Row[] {
  if (rows.length === 0) return [];
  const sum = (amounts: Usd[]) => <Money amount={sumUsd(amounts)} />;
  const before = sum(rows.map((row) => usual(row, days)));
  const after = sum(rows.map((row) => row.after?.costUsd ?? ZERO_USD));
  return [{ key: "rest", cells: { name: `${rows.length} more`, before, after } }];
}

function Drivers({ drivers, days, organization }: { drivers: DimensionDrivers; days: KnownDays; organization: string }) {
  const { dimension, rows } = drivers;
  return (
    <Table
      caption={`Spend of the spike’s days by ${DIMENSION_WORDS[dimension].one}, against as many days of the week before`}
      columns={[
        { key: "name", label: DIMENSION_WORDS[dimension].title },
        {
          key: "before",
          label: days.after === 1 ? "A day of the week before" : `${days.after} days of the week before`,
          align: "right",
        },
        { key: "after", label: days.after === 1 ? "Day of the spike" : "Days of the spike", align: "right" },
      ]}
      rows={[
        ...rows.slice(0, MOST_ROWS).map((row) => ({
          key: filterWord(dimension, row.value),
          href: detailPath(organization, dimension, filterWord(dimension, row.value)) ?? undefined,
          cells: {
            name: row.value.label,
            before: <Money amount={usual(row, days)} />,
            after: <Money amount={row.after?.costUsd ?? ZERO_USD} />,
          },
        })),
        ...restRow(rows.slice(MOST_ROWS), days),
      ]}
    />
  );
}

function answerText({ answer, answeredBy, answeredAt, note }: Spike): string {
  if (answer === null || answeredAt === null) return "Nobody has answered it.";
  const said = `${ANSWER_WORDS[answer]} by ${answeredBy} on ${formatInstant(answeredAt)}.`;
  return note === "" ? said : `${said} ${note}`;
}

export default async function SpikePage({ params }: SpendPageProps<{ id: string }>) {
  const { organization, id } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const today = dayOf(now);
  const detail = await spikeDetail(scope, id, now);
  if (!detail) notFound();
  const { spike, steps, drivers } = detail;
  const { after } = daysAround(spike);
  const byHour = spike.resolution === "hour" && scope.visibility.kind === "all";
  const requests = new URLSearchParams({ from: after.from, to: after.to });
  for (const word of spike.filters.key ?? []) requests.append("key", word);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={
          <>
            <Money amount={spike.severityUsd} /> beyond the usual
          </>
        }
        description={`${scopeWords(spike.scopeLabels)}, ${spikeWhen(spike, today)}`}
        actions={
          scope.permissions.includes("spikes.answer") && (
            <AnswerForms organization={organization} spikeId={spike.id} given={spike.answer} />
          )
        }
      />
      <Card>
        <Facts
          facts={[
            ["State", <SpikeState key="state" spike={spike} />],
            ["What made it", spike.driver === null ? "Nothing that has a name." : spikeDriverWords(spike.driver)],
            ["Spent", <Money key="spent" amount={spike.actualUsd} />],
            ["Usually", <Money key="usual" amount={spike.usualUsd} />],
            ["Change", <ChangeText key="change" change={changeOf(spike.actualUsd, spike.usualUsd)} />],
            ["Found", formatInstant(spike.openedAt)],
            ["Answer", answerText(spike)],
          ]}
        />
      </Card>
      <Card
        title="Before and after"
        note={byHour ? "US dollars an hour, by single requests." : "US dollars a day, by the books."}
        actions={
          <Link href={`/${organization}/generations?${requests}`} className="text-sm text-brand-strong hover:underline">
            Its requests
          </Link>
        }
      >
        <SpikeChart steps={steps} byHour={byHour} today={today} />
      </Card>
      {drivers?.dimensions
        // One row tells nothing apart.
        .filter(({ rows }) => rows.length > 1)
        .map((dimension) => (
          <Card key={dimension.dimension} title={`By ${DIMENSION_WORDS[dimension.dimension].one}`} flush>
            <Drivers drivers={dimension} days={drivers.days} organization={organization} />
          </Card>
        ))}
    </div>
  );
}
