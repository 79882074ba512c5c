import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { SpendChart } from "@/app/_components/spend/chart/chart";
import { Notice } from "@/app/_components/states";
import { requireScope } from "@/lib/access/scope";
import { ALERT_HISTORY_KEPT_DAYS } from "@/lib/domain/alert/alert";
import { RULE_WORDS } from "@/lib/domain/alert/words";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatInstant } from "@/lib/domain/format-day";
import { type Alert, alertDetail } from "@/lib/queries/alert/alerts";
import { alertSeries } from "@/lib/queries/alert/series";
import type { SpendPageProps } from "../../spend-request";
import { AlertAnswers } from "../_components/alert-answers";
import { HistoryTable } from "../_components/history-table";
import { LevelBadge } from "../_components/level-badge";

export const metadata: Metadata = { title: "Alert" };

/** Rules about dollars, whose days say something. */
const ABOUT_SPEND = [
  "budget_threshold",
  "budget_projected",
  "budget_pace",
  "spike",
  "key_limit",
  "keys_without_limit",
  "low_balance",
];

async function detailOf(scope: Awaited<ReturnType<typeof requireScope>>, id: string, now: Date) {
  return alertDetail(scope, id, now).catch((error) => {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  });
}

function Answered({ alert, now }: { alert: Alert; now: Date }) {
  const snoozed = alert.snoozedUntil !== null && alert.snoozedUntil > now;
  if (!alert.acknowledgedBy && !snoozed) return null;
  return (
    <Notice>
      {alert.acknowledgedBy &&
        alert.acknowledgedAt &&
        `${alert.acknowledgedBy} looks after it since ${formatInstant(alert.acknowledgedAt)}. `}
      {snoozed &&
        alert.snoozedUntil &&
        `Nothing is sent about it until ${formatInstant(alert.snoozedUntil)} (${alert.snoozedBy}).`}
    </Notice>
  );
}

export default async function AlertPage({ params }: SpendPageProps<{ id: string }>) {
  const { organization, id } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const { alert, history } = await detailOf(scope, id, now);
  const series = ABOUT_SPEND.includes(alert.rule) ? await alertSeries(scope, alert.scope, now) : null;
  const inTrouble = alert.level === "warning" || alert.level === "exceeded";
  const isSnoozed = alert.snoozedUntil !== null && alert.snoozedUntil > now;
  const mayAnswer = scope.permissions.includes("alerts.answer") && alert.watched;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title={alert.headline}
        description={`${RULE_WORDS[alert.rule]?.what ?? alert.rule}. ${alert.watched ? "" : "No longer watched."}`}
        actions={<LinkButton href={`/${organization}/${alert.link.path}`}>{alert.link.label}</LinkButton>}
      />
      <Card>
        <div className="flex flex-col gap-4">
          <Facts
            facts={[
              ["State", <LevelBadge key="level" level={alert.level} />],
              ["Since", formatInstant(alert.since)],
              ...alert.facts.map(({ label, value }) => [label, value] as const),
            ]}
          />
          {alert.driver && inTrouble && (
            <p className="text-sm text-ink">
              <span className="text-muted">What made the difference: </span>
              {alert.driver}
            </p>
          )}
          <Answered alert={alert} now={now} />
          {mayAnswer && (
            <AlertAnswers
              organization={organization}
              alertId={alert.id}
              canAcknowledge={inTrouble && alert.acknowledgedBy === null}
              isSnoozed={isSnoozed}
            />
          )}
        </div>
      </Card>
      {series && (
        <Card title="Spend of the last 30 days" note="US dollars, UTC days">
          <SpendChart series={series} today={dayOf(now)} title="Spend of the last 30 days" comparisonLabel={null} />
        </Card>
      )}
      <Card title="Changes" note={`Kept for ${ALERT_HISTORY_KEPT_DAYS} days, longer while it is open`} flush>
        <HistoryTable events={history} organization={null} />
      </Card>
    </div>
  );
}
