import type { Metadata } from "next";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { EmptyState, Notice } from "@/app/_components/states";
import { type Column, Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { RULE_WORDS } from "@/lib/domain/alert-words";
import { formatInstant } from "@/lib/domain/format-day";
import { type Alert, alertHistory, lastEvaluation, watchedAlerts } from "@/lib/queries/alerts";
import type { SpendPageProps } from "../spend-request";
import { HistoryTable } from "./_components/history-table";
import { LevelBadge } from "./_components/level-badge";

export const metadata: Metadata = { title: "Alerts" };

const COLUMNS: Column[] = [
  { key: "what", label: "Alert" },
  { key: "level", label: "State" },
  { key: "rule", label: "Rule", phone: "hidden" },
  { key: "since", label: "Since" },
];

function AlertTable({
  organization,
  alerts,
  now,
  empty,
}: {
  organization: string;
  alerts: readonly Alert[];
  now: Date;
  empty: string;
}) {
  const rows = alerts.map((alert) => ({
    key: alert.id,
    href: `/${organization}/alerts/${alert.id}`,
    cells: {
      what: (
        <>
          {alert.level === "ok" ? alert.name : alert.headline}
          {alert.level !== "ok" && alert.driver && <span className="block text-xs font-normal text-muted">{alert.driver}</span>}
        </>
      ),
      level: (
        <LevelBadge
          level={alert.level}
          acknowledgedBy={alert.acknowledgedBy}
          snoozedUntil={alert.snoozedUntil && alert.snoozedUntil > now ? alert.snoozedUntil : null}
        />
      ),
      rule: <span className="text-muted">{RULE_WORDS[alert.rule]?.name ?? alert.rule}</span>,
      since: formatInstant(alert.since),
    },
  }));
  return <Table caption="Alerts" columns={COLUMNS} rows={rows} empty={empty} />;
}

export default async function AlertsPage({ params }: SpendPageProps) {
  const { organization } = await params;
  const scope = await requireScope(organization);
  const now = new Date();
  const [alerts, history, evaluation] = await Promise.all([
    watchedAlerts(scope),
    alertHistory(scope, now),
    lastEvaluation(scope),
  ]);
  const troubled = alerts.filter(({ level }) => level === "warning" || level === "exceeded");
  const others = alerts.filter(({ level }) => level === "ok" || level === "no_data");
  const mayManage = scope.permissions.includes("channels.manage");
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="What needs attention"
        description={evaluation ? `Looked at ${formatInstant(evaluation.at)}, and every few minutes.` : "Not looked at yet."}
        actions={mayManage && <LinkButton href={`/${organization}/settings/channels`}>Channels and rules</LinkButton>}
      />
      {evaluation && evaluation.failed.length > 0 && (
        <Notice tone="warn">
          The alerts of {evaluation.failed.join(", ")} could not be looked at just now; they stand as they stood. The worker's log
          says why.
        </Notice>
      )}
      {alerts.length === 0 && history.length === 0 ? (
        <EmptyState title="Nothing is watched yet">
          Alerts begin with the first sync of a connection and the first budget. They look at budgets, balance, spikes, key
          limits, syncs and the books.
        </EmptyState>
      ) : (
        <>
          <Card title="In trouble" flush>
            <AlertTable organization={organization} alerts={troubled} now={now} empty="Nothing is in trouble." />
          </Card>
          <Card title="Changes" note="What was told, the newest first." flush>
            <HistoryTable events={history.slice(0, 50)} organization={organization} />
          </Card>
          <Card title="Also watched" flush>
            <AlertTable organization={organization} alerts={others} now={now} empty="Nothing else." />
          </Card>
        </>
      )}
    </div>
  );
}
