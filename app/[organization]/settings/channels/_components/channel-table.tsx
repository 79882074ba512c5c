import { Badge } from "@/app/_components/badge";
import { type Column, type Row, Table } from "@/app/_components/table";
import type { CHANNEL_STATUSES, ChannelKind } from "@/lib/domain/alert/channel";
import { RULE_WORDS } from "@/lib/domain/alert/words";
import { formatInstant } from "@/lib/domain/format-day";
import { ChannelActions } from "./channel-actions";

export interface ShownChannel {
  id: string;
  kind: ChannelKind;
  name: string;
  shown: string;
  allRules: boolean;
  rules: readonly string[];
  status: (typeof CHANNEL_STATUSES)[number];
  statusReason: string | null;
  failingSince: Date | null;
  lastSentAt: Date | null;
  waiting: number;
  nextAttemptAt: Date | null;
  lastError: string | null;
}

const COLUMNS: Column[] = [
  { key: "name", label: "Channel" },
  { key: "rules", label: "Messages about", phone: "hidden" },
  { key: "state", label: "State" },
  { key: "actions", label: "Actions", align: "right" },
];
const KINDS: Record<ChannelKind, string> = { email: "E-mail", slack: "Slack", webhook: "Webhook" };

function rulesOf({ allRules, rules }: ShownChannel): string {
  if (allRules) return "Everything";
  const named = rules.flatMap((rule) => (rule in RULE_WORDS ? [RULE_WORDS[rule as keyof typeof RULE_WORDS].name] : []));
  return named.join(", ") || "Nothing";
}

function State({ status, statusReason, failingSince, lastSentAt, waiting, nextAttemptAt, lastError }: ShownChannel) {
  const many = waiting === 1 ? "1 message waits" : `${waiting} messages wait`;
  const badge =
    status === "dead" ? (
      <Badge tone="bad">Dead, paused</Badge>
    ) : status === "paused" ? (
      <Badge tone="warn">Paused</Badge>
    ) : failingSince ? (
      <Badge tone="warn" title={formatInstant(failingSince)}>
        Failing
      </Badge>
    ) : (
      <Badge tone={lastSentAt ? "good" : "neutral"}>{lastSentAt ? "Reached" : "Nothing sent yet"}</Badge>
    );
  return (
    <div className="flex flex-col items-start gap-1">
      {badge}
      {statusReason && <span className="text-xs text-muted">{statusReason}</span>}
      {status === "active" && failingSince && lastError && <span className="text-xs text-muted">{lastError}</span>}
      {waiting > 0 && (
        <span className="text-xs text-muted">
          {many}
          {nextAttemptAt && failingSince ? `; next try ${formatInstant(nextAttemptAt)}` : ""}.
        </span>
      )}
      {!failingSince && lastSentAt && (
        <span className="text-xs whitespace-nowrap text-muted">Last {formatInstant(lastSentAt)}</span>
      )}
    </div>
  );
}

/** Where alerts go, and how each channel does. */
export function ChannelTable({ organization, channels }: { organization: string; channels: readonly ShownChannel[] }) {
  const rows = channels.map((channel): Row => {
    const { id, name, kind, shown, status } = channel;
    return {
      key: id,
      cells: {
        name: (
          <>
            {name}
            <span className="block text-xs font-normal text-muted">
              {KINDS[kind]}: {shown}
            </span>
          </>
        ),
        rules: <span className="text-muted">{rulesOf(channel)}</span>,
        state: <State {...channel} />,
        actions: (
          <ChannelActions
            organization={organization}
            channelId={id}
            name={name}
            inUse={status === "active"}
            rules={channel.allRules ? null : channel.rules}
          />
        ),
      },
    };
  });
  return (
    <Table
      caption="Alert channels"
      columns={COLUMNS}
      rows={rows}
      empty="No channel yet: alerts stand on the Alerts page only. Add one below."
    />
  );
}
