import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { Money } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import { spanOn } from "@/lib/domain/dated";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatRange } from "@/lib/domain/format-day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { developerChoices } from "@/lib/queries/people/developer-choices";
import { type Person, person, teamsOf } from "@/lib/queries/people/people";
import { spanWords } from "../../../span-words";
import { NotPermitted } from "../../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../../entry";
import { AliasActions, NewAlias } from "./_components/alias-forms";
import { DeleteDeveloper, EditDeveloper, MergeDeveloper, PlaceDeveloper } from "./_components/developer-forms";

export const metadata: Metadata = { title: "Person" };

const KINDS = { user: "The user field of requests", email: "E-mail address", member: "OpenRouter member" } as const;

async function personOrNotFound(scope: AuthorizedScope, id: string): Promise<Person> {
  try {
    return await person(scope, id);
  } catch (error) {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  }
}

/** One developer: what names them, their team by dates, their keys, and merging with another. */
export default async function PersonPage({ params }: SettingsProps<{ id: string }>) {
  const { scope, organization, person: asker, may } = await enterSettings(params, "people.manage");
  if (!may) return <NotPermitted title="Person" role={asker.role} permission="people.manage" />;
  const { id } = await params;
  const found = await personOrNotFound(scope, id);
  const today = dayOf(new Date());
  const [teams, developers] = await Promise.all([teamsOf(scope, today), developerChoices(scope)]);
  const { slug } = organization;
  const fields = { organization: slug, developerId: found.id };
  const charged =
    found.firstDay && found.lastDay ? (
      <>
        <Money amount={found.costUsd} /> charged, {formatRange(found.firstDay, found.lastDay)}
      </>
    ) : (
      "Nothing is charged to them yet"
    );
  const others = developers.filter((developer) => developer.id !== found.id);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link href={`/${slug}/settings/people`} className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline">
          All people
        </Link>
        <PageHeader
          title={found.name}
          description={charged}
          actions={
            <>
              <EditDeveloper fields={fields} name={found.name} kind={found.kind} />
              <MergeDeveloper
                fields={fields}
                name={found.name}
                others={others}
                moves={{
                  aliases: found.aliases.map(({ value }) => value),
                  keys: found.keys.map(({ name }) => name),
                  teams: found.teams.map((span) => `${span.name}, ${spanWords(span)}`),
                  charged,
                }}
              />
              <DeleteDeveloper fields={fields} name={found.name} />
            </>
          }
        />
      </div>
      <Card
        title="Known as"
        note="Values by which requests, logs and OpenRouter name them. What such a value names is charged to them."
        flush
        actions={<NewAlias fields={fields} />}
      >
        <Table
          caption="Aliases"
          empty="Nothing names them. Only keys they own are charged to them."
          columns={[
            { key: "value", label: "Value" },
            { key: "kind", label: "What it is" },
            { key: "found", label: "How it was found" },
            { key: "actions", label: "Actions", align: "right" },
          ]}
          rows={found.aliases.map((alias) => ({
            key: `${alias.kind} ${alias.value}`,
            cells: {
              value: alias.value,
              kind: KINDS[alias.kind],
              found: alias.setBy ? <Badge>Set by {alias.setBy}</Badge> : <Badge tone="good">Found by Waybill</Badge>,
              actions: <AliasActions fields={fields} alias={alias} name={found.name} others={others} />,
            },
          }))}
        />
      </Card>
      <div className="grid gap-5 xl:grid-cols-2">
        <Card
          title="Team"
          note="Spend of a day belongs to the team of that day (UTC)."
          flush
          actions={
            <PlaceDeveloper
              fields={fields}
              name={found.name}
              teams={teams}
              teamId={spanOn(found.teams, today)?.id ?? null}
              today={today}
            />
          }
        >
          <Table
            caption="Teams by dates"
            empty="In no team yet."
            columns={[
              { key: "team", label: "Team" },
              { key: "days", label: "Days", align: "right" },
            ]}
            rows={found.teams.map((span) => ({
              key: span.fromDay,
              href: `/${slug}/teams/${span.id}`,
              cells: { team: span.name, days: spanWords(span) },
            }))}
          />
        </Card>
        <Card title="Keys" note="Keys they answer or answered for. Each key’s own page sets its owner." flush>
          <Table
            caption="Keys by dates"
            empty="Answers for no key."
            columns={[
              { key: "key", label: "Key" },
              { key: "days", label: "Days", align: "right" },
            ]}
            rows={[
              ...found.keys.map((span) => ({
                key: `${span.id} ${span.fromDay}`,
                href: `/${slug}/keys/${span.id}`,
                cells: { key: span.name, days: spanWords(span) },
              })),
              ...found.madeKeys.map(({ id, name }) => ({
                key: id,
                href: `/${slug}/keys/${id}`,
                cells: {
                  key: name,
                  days: (
                    <Badge tone="good" title="They made it at OpenRouter, and nobody else was set">
                      Made by them
                    </Badge>
                  ),
                },
              })),
            ]}
          />
        </Card>
      </div>
    </div>
  );
}
