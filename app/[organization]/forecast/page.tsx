import type { Metadata } from "next";
import Link from "next/link";
import { Button } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { GhostChart } from "@/app/_components/chart/ghost-chart";
import { Input } from "@/app/_components/form/field";
import { PageHeader } from "@/app/_components/page-header";
import { withQuery } from "@/app/_components/shell/pages";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { Money } from "@/app/_components/spend/figures";
import { FilterChips } from "@/app/_components/spend/filter-chips";
import { EmptyState, Notice } from "@/app/_components/states";
import { Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { addDays, type Day, dayOf, isDay } from "@/lib/domain/day";
import { formatCount, formatUsd, percentText } from "@/lib/domain/format";
import { formatDay, formatMonth } from "@/lib/domain/format-day";
import { creditFee, feeRateOn } from "@/lib/domain/other-costs";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { parseView, type View, viewToQuery } from "@/lib/domain/spend/view";
import { balanceOutlook } from "@/lib/queries/forecast/balance-outlook";
import { type Forecast, forecast } from "@/lib/queries/forecast/forecast";
import { FORECAST_DIMENSIONS, type ForecastDimension } from "@/lib/queries/forecast/parts";
import type { MonthForecast } from "@/lib/queries/forecast/whole";
import { otherCostSettings, otherCosts } from "@/lib/queries/other-costs";
import { filterLabels } from "@/lib/queries/spend/filter-labels";
import type { SpendPageProps } from "../spend-request";
import { BalanceTable } from "./_components/balance-table";
import { ForecastChart } from "./_components/forecast-chart";
import { PartsTable, RecordTables, recordSentence } from "./_components/forecast-tables";

export const metadata: Metadata = { title: "Forecast" };

function dimensionOf({ by }: View): ForecastDimension {
  return FORECAST_DIMENSIONS.find((dimension) => by.includes(dimension)) ?? "developer";
}

function untilOf(asked: string | string[] | undefined, today: Day): Day {
  return typeof asked === "string" && isDay(asked) && asked >= today ? asked : addDays(today, 30);
}

function Tile({ label, month }: { label: string; month: MonthForecast }) {
  if (!month.end) return null;
  const { expectedUsd, sevenDayUsd, bands } = month.end;
  return (
    <div className="min-w-0 bg-surface px-4 py-3">
      <dt className="text-xs text-muted">{label}</dt>
      <dd className="text-lg leading-7 font-semibold text-ink tabular-nums">
        <Money amount={expectedUsd} />
      </dd>
      <dd className="text-xs text-muted tabular-nums">
        {formatUsd(bands.p80[0])} to {formatUsd(bands.p80[1])} in 80 of 100 cases
      </dd>
      <dd className="text-xs text-muted tabular-nums">{formatUsd(sevenDayUsd)} by the seven-day rule</dd>
    </div>
  );
}

function Tiles({ month, nextMonth, today }: Pick<Forecast, "month" | "nextMonth" | "today">) {
  return (
    <dl className="grid gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-3">
      <div className="min-w-0 bg-surface px-4 py-3">
        <dt className="text-xs text-muted">Spent in {formatMonth(month.from)} so far</dt>
        <dd className="text-lg leading-7 font-semibold text-ink tabular-nums">
          <Money amount={month.spentUsd} />
        </dd>
        <dd className="text-xs text-muted">
          {month.unknownDays === 0
            ? `up to now, ${formatDay(today, today)}`
            : `at least: ${formatCount(month.unknownDays)} ${month.unknownDays === 1 ? "day is" : "days are"} not in the books`}
        </dd>
      </div>
      <Tile label={`Expected by the end of ${formatMonth(month.from)}`} month={month} />
      <Tile label={`Expected in ${formatMonth(nextMonth.from)}`} month={nextMonth} />
    </dl>
  );
}

/** Subscriptions and the fee on credits of the month, which are on no bill of OpenRouter's. */
async function BesideTheBill({ scope, found, organization }: { scope: AuthorizedScope; found: Forecast; organization: string }) {
  const { month, today } = found;
  const [{ costs, totalUsd }, { feeRates }] = await Promise.all([otherCosts(scope, month), otherCostSettings(scope)]);
  const rate = feeRateOn(feeRates, today);
  const expectedFee = month.end && creditFee(month.end.expectedUsd, rate);
  return (
    <Card
      title="Beside the bill"
      note={`Subscriptions and the fee on purchases of credits in ${formatMonth(month.from)}: no part of the figures above.`}
      actions={
        scope.permissions.includes("other_costs.manage") && (
          <Link href={`/${organization}/settings/other-costs`} className="text-sm text-brand-strong hover:underline">
            Change
          </Link>
        )
      }
      flush
    >
      <Table
        caption="Other costs of the month"
        empty="None is known. Subscriptions are written in Settings, Other costs; fees follow from what is bought."
        columns={[
          { key: "name", label: "What" },
          { key: "day", label: "Day" },
          { key: "amount", label: "Amount", align: "right" },
        ]}
        rows={costs.map((cost, index) => ({
          key: `${cost.day} ${index}`,
          cells: {
            name:
              cost.kind === "fee" ? `${cost.name} (${percentText(cost.percent)} of ${formatUsd(cost.creditsUsd)})` : cost.name,
            day: formatDay(cost.day, today),
            amount: <Money amount={cost.amountUsd} />,
          },
        }))}
      />
      <p className="px-4 py-3 text-xs text-muted">
        {costs.length > 0 && `Together ${formatUsd(totalUsd)}. `}
        {expectedFee !== null &&
          `Buying credits for what the month is expected to cost, at once, takes about ${formatUsd(expectedFee)} in fees.`}
      </p>
    </Card>
  );
}

async function Balance({ scope, now, until, view }: { scope: AuthorizedScope; now: Date; until: Day; view: View }) {
  const today = dayOf(now);
  const accounts = await balanceOutlook(scope, { now, until });
  return (
    <Card
      title="How long the credits last"
      note="By the same forecast, from the newest reading of each account’s credits."
      actions={
        <form className="flex items-center gap-2 text-sm whitespace-nowrap">
          {[...new URLSearchParams(viewToQuery(view))].map(([name, value]) => (
            <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
          ))}
          <label htmlFor="until" className="text-muted">
            Last until
          </label>
          <Input id="until" name="until" type="date" defaultValue={until} min={today} className="max-w-40" />
          <Button type="submit">Reckon</Button>
        </form>
      }
      flush
    >
      <BalanceTable accounts={accounts} today={today} until={until} />
    </Card>
  );
}

function ByDimension({ path, view, dimension }: { path: string; view: View; dimension: ForecastDimension }) {
  return (
    <nav aria-label="Parts by" className="flex flex-wrap gap-1 text-sm">
      {FORECAST_DIMENSIONS.map((one) => (
        <Link
          key={one}
          href={withQuery(path, viewToQuery(view, { by: [one] }))}
          prefetch={false}
          scroll={false}
          aria-current={one === dimension ? "true" : undefined}
          className={`rounded-md px-2 py-1 ${one === dimension ? "bg-sunken font-medium text-ink" : "text-muted hover:text-ink"}`}
        >
          {DIMENSION_WORDS[one].title}
        </Link>
      ))}
    </nav>
  );
}

export default async function ForecastPage({ params, searchParams }: SpendPageProps) {
  const { organization } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const today = dayOf(now);
  const asked = await searchParams;
  const view = parseView(asked, today);
  const path = `/${organization}/forecast`;
  const dimension = dimensionOf(view);
  const found = await forecast(scope, { filters: view.filters, dimension, now });
  const narrowed = Object.values(view.filters).some((words) => (words?.length ?? 0) > 0);
  const seesCosts = scope.permissions.includes("other_costs.read") && !narrowed;
  const said = recordSentence(found.record);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <PageHeader
          title="Where spend is heading"
          description={said ?? "From complete days, UTC. Every day’s forecast is kept and held against what comes."}
        />
        <FilterChips path={path} view={view} labels={await filterLabels(scope, view.filters)} />
        {view.problems.map((problem) => (
          <Notice key={problem} tone="bad">
            {problem}
          </Notice>
        ))}
      </div>
      {found.month.end ? (
        <>
          <Tiles {...found} />
          <Card title={`${formatMonth(found.month.from)} running up`} note="US dollars by the end of each day.">
            <ForecastChart days={found.days} today={today} />
          </Card>
          <Card
            title="What it is made of"
            note="Each by its own forecast, as on its own page and in budgets. The last row is what the forecast of the whole is more or less than these together."
            actions={<ByDimension path={path} view={view} dimension={dimension} />}
            flush
          >
            <PartsTable
              parts={found.parts}
              dimension={dimension}
              allHref={view.all ? null : withQuery(path, viewToQuery(view, { all: true }))}
              hrefOf={(word) => withQuery(path, viewToQuery(view, { filters: { ...view.filters, [dimension]: [word] } }))}
            />
          </Card>
        </>
      ) : (
        <EmptyState title="Nothing to forecast from yet" shape={<GhostChart />}>
          A forecast needs one complete day in the books. It grows better with every week.
        </EmptyState>
      )}
      {seesCosts && <Balance scope={scope} now={now} until={untilOf(asked.until, today)} view={view} />}
      {seesCosts && <BesideTheBill scope={scope} found={found} organization={organization} />}
      <Card
        title="Forecast against actual"
        note="Of finished months, as of their 1st, 8th, 15th and 22nd. The seven-day rule is what is spent plus the mean of the last seven days for each day left."
        flush
      >
        <RecordTables record={found.record} today={today} />
      </Card>
    </div>
  );
}
