import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Money } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import type { BareDeveloper } from "@/lib/queries/attribution/unattributed";

/** People whom requests name by a bare value: their spend is attributed, but nobody reads from it who it was. */
export function BareDevelopersCard({
  organization,
  developers,
  mayManage,
}: {
  organization: string;
  developers: readonly BareDeveloper[];
  mayManage: boolean;
}) {
  if (developers.length === 0) return null;
  return (
    <Card
      title="Unknown users"
      note="Requests name these users, so their spend is charged to them and is no part of Unattributed. Say who they are."
      flush
    >
      <Table
        caption="Users known by their id alone"
        columns={[
          { key: "user", label: "User" },
          { key: "cost", label: "Would move", align: "right" },
          { key: "fix", label: "Who it is", align: "right" },
        ]}
        rows={developers.map(({ id, name, costUsd }) => ({
          key: id,
          href: `/${organization}/developers/${id}`,
          cells: {
            user: name,
            cost: <Money amount={costUsd} />,
            fix: mayManage && (
              <LinkButton size="small" href={`/${organization}/settings/people/${id}`}>
                Say who it is
              </LinkButton>
            ),
          },
        }))}
      />
    </Card>
  );
}
