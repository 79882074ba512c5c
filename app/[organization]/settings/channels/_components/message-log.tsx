import { Badge, type Tone } from "@/app/_components/badge";
import { type Column, Table } from "@/app/_components/table";
import { formatInstant } from "@/lib/domain/format-day";
import type { MessageKind } from "@/lib/domain/message";

export interface LoggedMessage {
  id: string;
  kind: MessageKind;
  title: string;
  to: string;
  status: "waiting" | "sent" | "failed" | "dropped";
  attempts: number;
  lastError: string | null;
  nextAttemptAt: Date;
  createdAt: Date;
  doneAt: Date | null;
}

const COLUMNS: Column[] = [
  { key: "title", label: "Message" },
  { key: "to", label: "To" },
  { key: "made", label: "Made", phone: "hidden" },
  { key: "state", label: "State" },
];
const STATES: Record<LoggedMessage["status"], { label: string; tone: Tone }> = {
  waiting: { label: "Waiting", tone: "warn" },
  sent: { label: "Sent", tone: "good" },
  failed: { label: "Given up", tone: "bad" },
  dropped: { label: "Dropped", tone: "neutral" },
};

function outcome({ status, attempts, lastError, nextAttemptAt, doneAt }: LoggedMessage): string {
  const tries = attempts === 1 ? "after 1 try" : `after ${attempts} tries`;
  if (status === "sent") return `${doneAt ? formatInstant(doneAt) : ""}${attempts > 1 ? `, ${tries}` : ""}. ${lastError ?? ""}`;
  if (status === "dropped") return "Its channel was removed.";
  if (status === "failed") return `${lastError ?? ""} Given up ${tries}.`;
  return attempts === 0 ? "On its way." : `${lastError ?? ""} Next try ${formatInstant(nextAttemptAt)}, ${tries}.`;
}

/** What was sent where and what came of it. */
export function MessageLog({ messages }: { messages: readonly LoggedMessage[] }) {
  const rows = messages.map((message) => ({
    key: message.id,
    cells: {
      title: <span className="font-normal">{message.title}</span>,
      to: message.to,
      made: formatInstant(message.createdAt),
      state: (
        <>
          <Badge tone={STATES[message.status].tone}>{STATES[message.status].label}</Badge>
          <span className="block text-xs text-muted">{outcome(message)}</span>
        </>
      ),
    },
  }));
  return <Table caption="Delivery log" columns={COLUMNS} rows={rows} empty="Nothing was sent yet." />;
}
