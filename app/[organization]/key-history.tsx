import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import { dayOf } from "@/lib/domain/day";
import { formatRange } from "@/lib/domain/format-day";
import type { About } from "@/lib/queries/about/about";
import { spanWords } from "./span-words";

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
          empty="Nobody was set. Where no user is named, its spend goes to whoever made the key."
          columns={[
            { key: "owner", label: "Owner" },
            { key: "said", label: "Set by", phone: "hidden" },
            { key: "days", label: "Days", align: "right" },
          ]}
          rows={about.owners.map((owner) => ({
            key: `${owner.id} ${owner.fromDay}`,
            href: `/${organization}/developers/${owner.id}`,
            cells: {
              owner: owner.label,
              said: owner.setBy ?? <span className="text-muted">not noted</span>,
              days: spanWords(owner),
            },
          }))}
        />
      </Card>
    </div>
  );
}
