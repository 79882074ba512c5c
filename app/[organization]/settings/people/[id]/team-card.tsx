import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import { spanOn } from "@/lib/domain/dated";
import type { Day } from "@/lib/domain/day";
import type { Person, TeamSummary } from "@/lib/queries/people/people";
import { spanWords } from "../../../span-words";
import { PlaceDeveloper } from "./_components/developer-forms";

interface TeamCardProps {
  organization: string;
  found: Person;
  teams: readonly TeamSummary[];
  today: Day;
}

/** The team a developer is in, and those of earlier days. */
export function TeamCard({ organization, found, teams, today }: TeamCardProps) {
  return (
    <Card
      title="Team"
      note="Spend of a day belongs to the team of that day (UTC)."
      flush
      actions={
        <PlaceDeveloper
          fields={{ organization, developerId: found.id }}
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
          href: `/${organization}/teams/${span.id}`,
          cells: { team: span.name, days: spanWords(span) },
        }))}
      />
    </Card>
  );
}
