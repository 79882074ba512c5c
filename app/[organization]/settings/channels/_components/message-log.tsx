import { Badge, type Tone } from "@/app/_components/badge";
import { type Column, Table } from "@/app/_components/table";
import type { MessageKind } from "@/lib/domain/alert/message";
import { formatInstant } from "@/lib/domain/format-day";

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
  /** The last attempts, newest first. */
  log: readonly LoggedAttempt[];
}

interface LoggedAttempt {
  at: Date;
  code: number | null;
  accepted: boolean;
  words: string | null;
  tookMs: number;
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
  if (status === "sent") return `${doneAt ? formatInstant(doneAt) : ""}. ${lastError ?? ""}`;
  if (status === "dropped") return lastError ?? "Its channel was removed.";
  if (status === "failed") return lastError ?? "";
  return attempts === 0 ? "On its way." : `${lastError ?? ""} Next try ${formatInstant(nextAttemptAt)}.`;
}

/** Every try that is kept: when, how it ended, what was answered. One that was accepted at once says nothing more. */
function Tries({ attempts, log }: LoggedMessage) {
  if (attempts < 2 || log.length === 0) return null;
  const earlier = attempts - log.length;
  return (
    <details className="mt-1 text-xs text-muted">
      <summary className="cursor-pointer">{attempts} tries</summary>
      <ol className="mt-1 flex flex-col gap-1 border-l border-line pl-2">
        {log.map(({ at, code, accepted, words, tookMs }) => (
          <li key={at.toISOString()}>
            <span className="text-ink">{formatInstant(at)}</span>
            {`: ${accepted ? `accepted${code === null ? "" : ` (${code})`}.` : ""} ${words ?? ""} `}
            <span className="whitespace-nowrap">Took {(tookMs / 1_000).toFixed(1)} s.</span>
          </li>
        ))}
        {earlier > 0 && <li>{earlier} earlier</li>}
      </ol>
    </details>
  );
}

/** What was sent where and what came of it. */
export function MessageLog({ messages }: { messages: readonly LoggedMessage[] }) {
  const rows = messages.map((message) => ({
    key: message.id,
    cells: {
      title: <span className="font-normal">{message.title}</span>,
      to: message.to,
      made: <span className="whitespace-nowrap">{formatInstant(message.createdAt)}</span>,
      state: (
        <>
          <Badge tone={STATES[message.status].tone}>{STATES[message.status].label}</Badge>
          <span className="block text-xs text-muted">{outcome(message)}</span>
          <Tries {...message} />
        </>
      ),
    },
  }));
  return <Table caption="Delivery log" columns={COLUMNS} rows={rows} empty="Nothing was sent yet." />;
}
