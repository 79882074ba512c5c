import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { connectionsOf } from "@/lib/queries/connections";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { AddKeyForm } from "./_components/add-key-form";
import { ConnectionList } from "./_components/connection-list";
import { connectionView } from "./connection-view";

export const metadata: Metadata = { title: "Connections" };

export default async function ConnectionsPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "connections.manage");
  if (!may) return <NotPermitted title="Connections" role={person.role} permission="connections.manage" />;
  const now = new Date();
  const connections = (await connectionsOf(scope)).map((found) => connectionView(found, now));
  const uploads = connections.filter(({ hasKey }) => !hasKey).map(({ id, name }) => ({ id, name }));
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Connections"
        description="The OpenRouter accounts whose spend is in the books, one management key each."
      />
      {connections.length > 0 && <ConnectionList organization={organization.slug} connections={connections} />}
      <Card
        title={connections.length === 0 ? "Import your first management key" : "Import another key"}
        note="The first sync reads a year of billed spend and a month of single requests, the newest days first."
      >
        <AddKeyForm organization={organization.slug} uploads={uploads} />
      </Card>
    </div>
  );
}
