import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import { addDays, type Day, dayOf } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";
import type { About } from "@/lib/queries/about";

/** The end is the first day that is no longer theirs. */
function owned({ fromDay, toDay }: { fromDay: Day; toDay: Day | null }): string {
  return toDay ? formatRange(fromDay, addDays(toDay, -1)) : `since ${formatRange(fromDay, fromDay)}`;
}

/** Under which names a key was seen and who answered for it when. */
export function KeyHistory({ about, organization }: { about: Extract<About, { kind: "key" }>; organization: string }) {
  return (
    <div className="grid gap-5 xl:grid-cols-2">
      <Card title="Names" note="Names change and need not be unique; the key stays the same." flush>
        <Table
          caption="Names of this key"
          empty="Only the present name is known."
          columns={[
            { key: "name", label: "Name" },
            { key: "seen", label: "Seen", align: "right" },
          ]}
          rows={about.names.map((name) => ({
            key: name.name,
            cells: { name: name.name, seen: formatRange(dayOf(name.firstSeen), dayOf(name.lastSeen)) },
          }))}
        />
      </Card>
      <Card title="Owners" note="Who answers for it, from a day (UTC) on." flush>
        <Table
          caption="Owners of this key"
          empty="Nobody has answered for it yet."
          columns={[
            { key: "owner", label: "Owner" },
            { key: "days", label: "Days", align: "right" },
          ]}
          rows={about.owners.map((owner) => ({
            key: `${owner.id} ${owner.fromDay}`,
            href: `/${organization}/developers/${owner.id}`,
            cells: {
              owner: owner.label,
              days: owned(owner),
            },
          }))}
        />
      </Card>
    </div>
  );
}
