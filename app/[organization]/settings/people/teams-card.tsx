import { Card } from "@/app/_components/card";
import { type Column, Table } from "@/app/_components/table";
import { spanOn } from "@/lib/domain/dated";
import type { Day } from "@/lib/domain/day";
import { formatCount } from "@/lib/domain/format";
import type { CostCenterSummary, TeamSummary } from "@/lib/queries/people/people";
import { spanWords } from "../../span-words";
import { NewTeam } from "./_components/new-forms";
import { TeamActions } from "./_components/row-actions";
import { Nothing } from "./nothing";

const COLUMNS: Column[] = [
  { key: "name", label: "Team" },
  { key: "developers", label: "Developers today", align: "right" },
  { key: "charged", label: "Charged to" },
  { key: "actions", label: "Actions", align: "right" },
];

interface TeamsCardProps {
  organization: string;
  teams: readonly TeamSummary[];
  costCenters: readonly CostCenterSummary[];
  today: Day;
}

/** Teams, with what each is charged to over time. */
export function TeamsCard({ organization, teams, costCenters, today }: TeamsCardProps) {
  return (
    <Card title="Teams" flush actions={<NewTeam organization={organization} />}>
      <Table
        caption="Teams"
        columns={COLUMNS}
        empty="No teams yet. Add one, then put developers into it from a day on."
        rows={teams.map((team) => ({
          key: team.id,
          href: `/${organization}/teams/${team.id}`,
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
                organization={organization}
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
  );
}
