import type { ReactNode } from "react";
import { type Column, Table } from "@/app/_components/table";
import type { AlertChange } from "@/lib/domain/alert/alert";
import { MESSAGES_KEPT_DAYS } from "@/lib/domain/alert/message";
import { CHANGE_WORDS } from "@/lib/domain/alert/words";
import { formatCount } from "@/lib/domain/format";
import { formatInstant } from "@/lib/domain/format-day";

export interface ShownEvent {
  id: string;
  alertId: string;
  change: AlertChange;
  at: Date;
  headline: string;
  driver: string | null;
  /** null: they are kept no more. */
  messages: { sent: number; waiting: number; failed: number } | null;
}

const COLUMNS: Column[] = [
  { key: "what", label: "What happened" },
  { key: "change", label: "Change" },
  { key: "at", label: "When" },
  { key: "messages", label: "Messages", align: "right" },
];

function messagesOf({ messages }: ShownEvent): ReactNode {
  if (messages === null) return <span title={`Messages are kept for ${MESSAGES_KEPT_DAYS} days`}>–</span>;
  const { sent, waiting, failed } = messages;
  const parts = [
    sent > 0 ? `${formatCount(sent)} sent` : "",
    waiting > 0 ? `${formatCount(waiting)} waiting` : "",
    failed > 0 ? `${formatCount(failed)} given up` : "",
  ].filter((part) => part !== "");
  return parts.join(", ") || "None";
}

/** What changed and was told. `organization`: each leads to its alert. */
export function HistoryTable({ events, organization }: { events: readonly ShownEvent[]; organization: string | null }) {
  const rows = events.map((event) => ({
    key: event.id,
    ...(organization ? { href: `/${organization}/alerts/${event.alertId}` } : {}),
    cells: {
      what: (
        <>
          {event.headline}
          {event.driver && <span className="block text-xs font-normal text-muted">{event.driver}</span>}
        </>
      ),
      change: <span className="whitespace-nowrap">{CHANGE_WORDS[event.change]}</span>,
      at: <span className="whitespace-nowrap">{formatInstant(event.at)}</span>,
      messages: messagesOf(event),
    },
  }));
  return <Table caption="Changes of alerts" columns={COLUMNS} rows={rows} empty="Nothing has changed yet." />;
}
