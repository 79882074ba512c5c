import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import type { Person } from "@/lib/queries/people/people";
import { spanWords } from "../../../span-words";

/** The keys a developer answers or answered for, and those that are charged to him because he made them. */
export function KeysCard({ organization, found }: { organization: string; found: Person }) {
  return (
    <Card title="Keys" note="Keys they answer or answered for. Each key’s own page sets its owner." flush>
      <Table
        caption="Keys by dates"
        empty="Answers for no key."
        columns={[
          { key: "key", label: "Key" },
          { key: "days", label: "Days", align: "right" },
        ]}
        rows={[
          ...found.keys.map((span) => ({
            key: `${span.id} ${span.fromDay}`,
            href: `/${organization}/keys/${span.id}`,
            cells: { key: span.name, days: spanWords(span) },
          })),
          ...found.madeKeys.map(({ id, name }) => ({
            key: id,
            href: `/${organization}/keys/${id}`,
            cells: {
              key: name,
              days: (
                <Badge tone="good" title="They made it at OpenRouter, and nobody else was set">
                  Made by them
                </Badge>
              ),
            },
          })),
        ]}
      />
    </Card>
  );
}
