import { Card } from "@/app/_components/card";
import { type Column, Table } from "@/app/_components/table";
import type { CostCenterSummary } from "@/lib/queries/people/people";
import { NewCostCenter } from "./_components/new-forms";
import { CostCenterActions } from "./_components/row-actions";
import { Nothing } from "./nothing";

const COLUMNS: Column[] = [
  { key: "name", label: "Cost center" },
  { key: "code", label: "Code" },
  { key: "teams", label: "Teams today" },
  { key: "actions", label: "Actions", align: "right" },
];

/** What finance charges teams to, with the teams of today. */
export function CostCentersCard({
  organization,
  costCenters,
}: {
  organization: string;
  costCenters: readonly CostCenterSummary[];
}) {
  return (
    <Card title="Cost centers" flush actions={<NewCostCenter organization={organization} />}>
      <Table
        caption="Cost centers"
        columns={COLUMNS}
        empty="No cost centers yet. Add one, then charge teams to it from a day on."
        rows={costCenters.map((costCenter) => ({
          key: costCenter.id,
          href: `/${organization}/cost-centers/${costCenter.id}`,
          cells: {
            name: costCenter.name,
            code: costCenter.code ?? <Nothing>None</Nothing>,
            teams: costCenter.teams.map((team) => team.name).join(", ") || <Nothing>None</Nothing>,
            actions: <CostCenterActions organization={organization} costCenter={costCenter} />,
          },
        }))}
      />
    </Card>
  );
}
