import { buttonClass } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Input } from "@/app/_components/form/field";
import { type Column, Table } from "@/app/_components/table";
import { formatCount } from "@/lib/domain/format";
import { LISTED_PEOPLE, type PersonSummary } from "@/lib/queries/people/people";
import { Nothing } from "./nothing";

const COLUMNS: Column[] = [
  { key: "name", label: "Developer" },
  { key: "kind", label: "Kind", phone: "hidden" },
  { key: "team", label: "Team today" },
  { key: "aliases", label: "Aliases", align: "right" },
  { key: "keys", label: "Keys owned", align: "right" },
];

interface DevelopersCardProps {
  organization: string;
  /** `more`: others match as well. */
  found: { people: readonly PersonSummary[]; more: boolean };
  /** What was searched for; empty: everybody is listed. */
  text: string;
}

/** Developers whose name, address or alias has `text` in it; each leads to who that is. */
export function DevelopersCard({ organization, found, text }: DevelopersCardProps) {
  return (
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
        columns={COLUMNS}
        empty={text ? `Nobody is called “${text}”.` : "Nobody yet. The first sync finds those whom OpenRouter and requests name."}
        rows={found.people.map(({ id, name, email, kind, team, aliases, keys }) => ({
          key: id,
          href: `/${organization}/settings/people/${id}`,
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
  );
}
