import type { Metadata } from "next";
import { buttonClass } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Input } from "@/app/_components/form/field";
import { PageHeader } from "@/app/_components/page-header";
import { type Column, Table } from "@/app/_components/table";
import { spanOn } from "@/lib/domain/dated";
import { dayOf } from "@/lib/domain/day";
import { formatCount } from "@/lib/domain/format";
import { costCentersOf, LISTED_PEOPLE, people, teamsOf } from "@/lib/queries/people/people";
import { spanWords } from "../../span-words";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { NewCostCenter, NewDeveloper, NewTeam } from "./_components/new-forms";
import { OwnersForm } from "./_components/owners-form";
import { CostCenterActions, TeamActions } from "./_components/row-actions";

export const metadata: Metadata = { title: "People" };

const PEOPLE: Column[] = [
  { key: "name", label: "Developer" },
  { key: "kind", label: "Kind", phone: "hidden" },
  { key: "team", label: "Team today" },
  { key: "aliases", label: "Aliases", align: "right" },
  { key: "keys", label: "Keys owned", align: "right" },
];
const TEAMS: Column[] = [
  { key: "name", label: "Team" },
  { key: "developers", label: "Developers today", align: "right" },
  { key: "charged", label: "Charged to" },
  { key: "actions", label: "Actions", align: "right" },
];
const COST_CENTERS: Column[] = [
  { key: "name", label: "Cost center" },
  { key: "code", label: "Code" },
  { key: "teams", label: "Teams today" },
  { key: "actions", label: "Actions", align: "right" },
];

function Nothing({ children }: { children: string }) {
  return <span className="text-muted">{children}</span>;
}

/** Developers, teams and cost centers: who is who, and who belongs where from which day. */
export default async function PeoplePage({ params, searchParams }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "people.manage");
  if (!may) return <NotPermitted title="People" role={person.role} permission="people.manage" />;
  const { q } = await searchParams;
  const text = typeof q === "string" ? q : "";
  const today = dayOf(new Date());
  const [found, teams, costCenters] = await Promise.all([
    people(scope, text, today),
    teamsOf(scope, today),
    costCentersOf(scope, today),
  ]);
  const { slug } = organization;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="People"
        description="Who spend is charged to, in which team, and what the team is charged to. Dated, so that past days keep theirs."
        actions={<NewDeveloper organization={slug} />}
      />
      <Card
        title="Developers"
        note={found.more ? `The first ${LISTED_PEOPLE} by name. Search for the others.` : undefined}
        flush
        actions={
          <form className="flex gap-2">
            <Input name="q" type="search" defaultValue={text} placeholder="Name, e-mail or alias" aria-label="Find a developer" />
            <button type="submit" className={buttonClass()}>
              Find
            </button>
          </form>
        }
      >
        <Table
          caption="Developers"
          columns={PEOPLE}
          empty={
            text ? `Nobody is called “${text}”.` : "Nobody yet. The first sync finds those whom OpenRouter and requests name."
          }
          rows={found.people.map(({ id, name, email, kind, team, aliases, keys }) => ({
            key: id,
            href: `/${slug}/settings/people/${id}`,
            cells: {
              name: (
                <>
                  {name}
                  {email && email !== name && <span className="block text-xs font-normal text-muted">{email}</span>}
                </>
              ),
              kind: kind === "service" ? "Service" : "Person",
              team: team?.name ?? <Nothing>None</Nothing>,
              aliases: formatCount(aliases),
              keys: formatCount(keys),
            },
          }))}
        />
      </Card>
      <Card title="Teams" flush actions={<NewTeam organization={slug} />}>
        <Table
          caption="Teams"
          columns={TEAMS}
          empty="No teams yet. Add one, then put developers into it from a day on."
          rows={teams.map((team) => ({
            key: team.id,
            href: `/${slug}/teams/${team.id}`,
            cells: {
              name: team.name,
              developers: formatCount(team.developers),
              charged:
                team.costCenters.length === 0 ? (
                  <Nothing>Nothing</Nothing>
                ) : (
                  <ul>
                    {team.costCenters.map((span) => (
                      <li key={span.fromDay}>
                        {span.name} <span className="text-xs text-muted">{spanWords(span)}</span>
                      </li>
                    ))}
                  </ul>
                ),
              actions: (
                <TeamActions
                  organization={slug}
                  team={team}
                  costCenterId={spanOn(team.costCenters, today)?.id ?? null}
                  costCenters={costCenters}
                  today={today}
                />
              ),
            },
          }))}
        />
      </Card>
      <Card title="Cost centers" flush actions={<NewCostCenter organization={slug} />}>
        <Table
          caption="Cost centers"
          columns={COST_CENTERS}
          empty="No cost centers yet. Add one, then charge teams to it from a day on."
          rows={costCenters.map((costCenter) => ({
            key: costCenter.id,
            href: `/${slug}/cost-centers/${costCenter.id}`,
            cells: {
              name: costCenter.name,
              code: costCenter.code ?? <Nothing>None</Nothing>,
              teams: costCenter.teams.map((team) => team.name).join(", ") || <Nothing>None</Nothing>,
              actions: <CostCenterActions organization={slug} costCenter={costCenter} />,
            },
          }))}
        />
      </Card>
      <Card title="Owners of many keys" note="Paste a list, as a spreadsheet saves it.">
        <OwnersForm organization={slug} />
      </Card>
    </div>
  );
}
