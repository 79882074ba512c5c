import type { Metadata } from "next";
import Link from "next/link";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { EmptyState, Notice } from "@/app/_components/states";
import { type Column, Table } from "@/app/_components/table";
import { requireScope } from "@/lib/access/scope";
import { RULE_WORDS } from "@/lib/domain/alert/words";
import { formatInstant } from "@/lib/domain/format-day";
import { type Alert, alertHistory, lastEvaluation, watchedAlerts } from "@/lib/queries/alert/alerts";
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

function TroubleTable({ organization, alerts, now }: { organization: string; alerts: readonly Alert[]; now: Date }) {
  const rows = alerts.map((alert) => ({
    key: alert.id,
    href: `/${organization}/alerts/${alert.id}`,
    cells: {
      what: (
        <>
          {alert.headline}
          {alert.driver && <span className="block text-xs font-normal text-muted">{alert.driver}</span>}
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
      since: <span className="whitespace-nowrap">{formatInstant(alert.since)}</span>,
    },
  }));
  return <Table caption="Alerts" columns={COLUMNS} rows={rows} empty="Nothing is in trouble." />;
}

const WATCHED_COLUMNS: Column[] = [
  { key: "what", label: "Watched" },
  { key: "rules", label: "Rules" },
  { key: "level", label: "State" },
];

/** What is well, a line for each thing that is watched; a budget is watched by several rules. */
function WatchedTable({ organization, alerts }: { organization: string; alerts: readonly Alert[] }) {
  const things = [...Map.groupBy(alerts, ({ name }) => name)].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = things.map(([name, rules]) => ({
    key: name,
    cells: {
      what: <span className="font-normal">{name}</span>,
      rules: (
        <span className="flex flex-wrap gap-x-3 max-sm:justify-end">
          {rules.map(({ id, rule }) => (
            <Link key={id} href={`/${organization}/alerts/${id}`} className="text-muted hover:underline">
              {RULE_WORDS[rule]?.name ?? rule}
            </Link>
          ))}
        </span>
      ),
      level: <LevelBadge level={rules.some(({ level }) => level === "no_data") ? "no_data" : "ok"} />,
    },
  }));
  return <Table caption="Also watched" columns={WATCHED_COLUMNS} rows={rows} empty="Nothing else." />;
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
            <TroubleTable organization={organization} alerts={troubled} now={now} />
          </Card>
          <Card title="Changes" note="What was told, the newest first." flush>
            <HistoryTable events={history.slice(0, 50)} organization={organization} />
          </Card>
          <Card title="Also watched" flush>
            <WatchedTable organization={organization} alerts={others} />
          </Card>
        </>
      )}
    </div>
  );
}
