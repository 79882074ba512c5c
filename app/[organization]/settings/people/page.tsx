import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { dayOf } from "@/lib/domain/day";
import { costCentersOf, people, teamsOf } from "@/lib/queries/people/people";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { NewDeveloper } from "./_components/new-forms";
import { OwnersForm } from "./_components/owners-form";
import { CostCentersCard } from "./cost-centers-card";
import { DevelopersCard } from "./developers-card";
import { TeamsCard } from "./teams-card";

export const metadata: Metadata = { title: "People" };

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
      <DevelopersCard organization={slug} found={found} text={text} />
      <TeamsCard organization={slug} teams={teams} costCenters={costCenters} today={today} />
      <CostCentersCard organization={slug} costCenters={costCenters} />
      <Card title="Owners of many keys" note="Paste a list, as a spreadsheet saves it.">
        <OwnersForm organization={slug} />
      </Card>
    </div>
  );
}
