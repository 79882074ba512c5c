import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { Money } from "@/app/_components/spend/figures";
import { Notice } from "@/app/_components/states";
import { environment } from "@/lib/access/environment";
import { WaybillError } from "@/lib/domain/error";
import { formatCount, formatShare } from "@/lib/domain/format";
import { formatInstant } from "@/lib/domain/format-day";
import { isLoopback, problemOfPublicUrl } from "@/lib/domain/public-url";
import { type BroadcastStatus, broadcastStatus } from "@/lib/queries/broadcast";
import { NotPermitted } from "../../../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../../../entry";
import { LookForm, TurnOffForm, TurnOnForm } from "./_components/set-up-form";

export const metadata: Metadata = { title: "Broadcast" };

function lagWords(ms: number | null): string | null {
  if (ms === null) return null;
  return ms < 90_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Whether deliveries arrive, how late, and what they explain. */
function Deliveries({ deliveries }: Pick<BroadcastStatus, "deliveries">) {
  const { generations, inserted, lastReceivedAt, meanLagMs, mostLagMs, billedUsd, deliveredUsd, share } = deliveries;
  return (
    <div className="flex flex-col gap-4">
      <Facts
        facts={[
          ["Last delivery", lastReceivedAt ? formatInstant(lastReceivedAt) : "None yet"],
          ["Requests delivered, last 24 hours", formatCount(generations)],
          ["Of them, first told by Broadcast", formatCount(inserted)],
          ["Delay on average", lagWords(meanLagMs)],
          ["Longest delay", lagWords(mostLagMs)],
          ["Billed since yesterday", <Money key="billed" amount={billedUsd} />],
          ["Delivered since yesterday", <Money key="delivered" amount={deliveredUsd} />],
          ["Share of the bill that deliveries explain", formatShare(share)],
        ]}
      />
      {deliveries.refused > 0 && (
        <Notice tone="warn">
          {formatCount(deliveries.refused)} delivered requests could not be read in the last 24 hours
          {deliveries.lastRefusal ? `: ${deliveries.lastRefusal}` : ""}. Everything else was stored.
        </Notice>
      )}
    </div>
  );
}

export default async function BroadcastPage({ params }: SettingsProps<{ id: string }>) {
  const { scope, organization, person, may } = await enterSettings(params, "connections.manage");
  if (!may) return <NotPermitted title="Broadcast" role={person.role} permission="connections.manage" />;
  const origin = environment().url;
  const status = await broadcastStatus(scope, (await params).id, origin, new Date()).catch((error: unknown) => {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  });
  const { connection, readAt, wouldChange, consent, destinationsMade, workspaces, deliveries } = status;
  const asked = { organization: organization.slug, connectionId: connection.id };
  const isOn = consent !== null && destinationsMade > 0;
  const unreachable = isLoopback(process.env.OPENROUTER_BASE_URL ?? "") ? null : problemOfPublicUrl(origin);
  const state = !isOn ? "Off" : wouldChange?.length ? "Needs repair" : "On";
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link
          href={`/${organization.slug}/settings/connections`}
          prefetch={false}
          className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline"
        >
          Connections
        </Link>
        <PageHeader
          title={
            <span className="flex flex-wrap items-center gap-2">
              Broadcast of {connection.name}
              <Badge tone={state === "On" ? "good" : state === "Off" ? "neutral" : "warn"}>{state}</Badge>
            </span>
          }
          description="OpenRouter sends every request here as it happens: whose it was, what for and what it cost, never what was said in it."
          actions={consent && <TurnOffForm {...asked} />}
        />
      </div>
      <Card title="Deliveries">
        <Deliveries deliveries={deliveries} />
      </Card>
      <Card
        title="Setting up at OpenRouter"
        note={readAt ? `OpenRouter’s settings as of ${formatInstant(readAt)}` : "OpenRouter was not asked yet"}
        actions={connection.hasKey && <LookForm {...asked} label={readAt ? "Look again" : "Look at OpenRouter’s settings"} />}
      >
        <div className="flex flex-col gap-4 text-sm">
          {!connection.hasKey && <Notice>This connection has no key. Add a management key to it first.</Notice>}
          {unreachable && (
            <Notice tone="warn">
              OpenRouter cannot deliver to {origin}: {unreachable}. Make Waybill reachable from the internet by https, set
              WAYBILL_URL to that address and start it again.
            </Notice>
          )}
          {workspaces.length > 0 && (
            <ul className="flex flex-col gap-1">
              {workspaces.map(({ name, enabled, destinations }) => (
                <li key={name} className="flex flex-wrap items-center gap-2">
                  <span className="text-ink [overflow-wrap:anywhere]">{name}</span>
                  <Badge tone={enabled ? "good" : "neutral"}>{enabled ? "Broadcast on" : "Broadcast off"}</Badge>
                  <Badge tone={destinations > 0 ? "good" : "neutral"}>
                    {destinations > 0 ? "Delivers here" : "Does not deliver here"}
                  </Badge>
                </li>
              ))}
            </ul>
          )}
          {wouldChange?.length === 0 && (
            <Notice tone="good">Everything is set up as it must be. There is nothing to change.</Notice>
          )}
          {wouldChange && wouldChange.length > 0 && !unreachable && connection.hasKey && (
            <TurnOnForm key={wouldChange.join()} {...asked} said={wouldChange} isOn={isOn} />
          )}
          {consent && (
            <p className="text-muted">
              {consent.givenBy} consented on {formatInstant(consent.givenAt)}.
            </p>
          )}
        </div>
      </Card>
    </div>
  );
}
