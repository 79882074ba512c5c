import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { PageHeader } from "@/app/_components/page-header";
import { Money } from "@/app/_components/spend/figures";
import { dayOf } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatRange } from "@/lib/domain/format-day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { developerChoices } from "@/lib/queries/people/developer-choices";
import { type Person, person, teamsOf } from "@/lib/queries/people/people";
import { spanWords } from "../../../span-words";
import { NotPermitted } from "../../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../../entry";
import { DeleteDeveloper, EditDeveloper, MergeDeveloper } from "./_components/developer-forms";
import { AliasesCard } from "./aliases-card";
import { KeysCard } from "./keys-card";
import { TeamCard } from "./team-card";

export const metadata: Metadata = { title: "Person" };

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
      <AliasesCard organization={slug} found={found} others={others} />
      <div className="grid gap-5 xl:grid-cols-2">
        <TeamCard organization={slug} found={found} teams={teams} today={today} />
        <KeysCard organization={slug} found={found} />
      </div>
    </div>
  );
}
