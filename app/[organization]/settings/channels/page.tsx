import type { Metadata } from "next";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { RefreshWhile } from "@/app/_components/refresh-while";
import { Table } from "@/app/_components/table";
import { MESSAGES_KEPT_DAYS } from "@/lib/domain/alert/message";
import { writeAlertSettings } from "@/lib/domain/alert/settings";
import { channelsOf, criticalConnections, messagesOf } from "@/lib/queries/alert/channels";
import { alertSettings } from "@/lib/queries/alert/settings";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { ChannelTable } from "./_components/channel-table";
import { CriticalForm } from "./_components/critical-form";
import { MessageLog } from "./_components/message-log";
import { NewChannelForm } from "./_components/new-channel-form";
import { RulesForm } from "./_components/rules-form";

export const metadata: Metadata = { title: "Alert channels" };

const CONNECTION_COLUMNS = [
  { key: "name", label: "Connection" },
  { key: "mark", label: "Mark" },
  { key: "actions", label: "Actions", align: "right" as const },
];

export default async function ChannelsPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "channels.manage");
  if (!may) return <NotPermitted title="Alert channels" role={person.role} permission="channels.manage" />;
  const [channels, messages, settings, connections] = await Promise.all([
    channelsOf(scope),
    messagesOf(scope),
    alertSettings(scope),
    criticalConnections(scope),
  ]);
  const moving = messages.some(({ status, attempts }) => status === "waiting" && attempts === 0);
  return (
    <div className="flex flex-col gap-5">
      <RefreshWhile moving={moving} />
      <PageHeader
        title="Alert channels"
        description="Where alerts go, and which rules speak. One message for each change, then one when all is well again."
      />
      <Card title="Channels" flush>
        <ChannelTable organization={organization.slug} channels={channels} />
      </Card>
      <Card title="Add a channel">
        <NewChannelForm organization={organization.slug} />
      </Card>
      <Card title="Rules" note="For the whole organization. Every rule that is on also stands on the Alerts page.">
        <RulesForm
          key={JSON.stringify(writeAlertSettings(settings))}
          organization={organization.slug}
          form={writeAlertSettings(settings)}
        />
      </Card>
      <Card title="Critical connections" note="Their balance is warned of sooner, as the rule above says." flush>
        <Table
          caption="Critical connections"
          columns={CONNECTION_COLUMNS}
          rows={connections.map(({ id, name, critical }) => ({
            key: id,
            cells: {
              name,
              mark: critical ? <Badge tone="brand">Critical</Badge> : <span className="text-muted">None</span>,
              actions: (
                <div className="flex sm:justify-end">
                  <CriticalForm organization={organization.slug} connectionId={id} critical={critical} />
                </div>
              ),
            },
          }))}
          empty="No connection has a key."
        />
      </Card>
      <Card
        title="Delivery log"
        note={`The last fifty messages, the newest first. They are kept for ${MESSAGES_KEPT_DAYS} days.`}
        flush
      >
        <MessageLog messages={messages} />
      </Card>
    </div>
  );
}
