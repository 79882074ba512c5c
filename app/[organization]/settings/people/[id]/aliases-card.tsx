import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { Table } from "@/app/_components/table";
import type { Person } from "@/lib/queries/people/people";
import { AliasActions, NewAlias } from "./_components/alias-forms";

const KINDS = { user: "The user field of requests", email: "E-mail address", member: "OpenRouter member" } as const;

interface AliasesCardProps {
  organization: string;
  found: Person;
  /** Developers whom an alias can be given to instead. */
  others: readonly { id: string; name: string }[];
}

/** By which values requests, logs and OpenRouter name a developer. */
export function AliasesCard({ organization, found, others }: AliasesCardProps) {
  const fields = { organization, developerId: found.id };
  return (
    <Card
      title="Known as"
      note="Values by which requests, logs and OpenRouter name them. What such a value names is charged to them."
      flush
      actions={<NewAlias fields={fields} />}
    >
      <Table
        caption="Aliases"
        empty="Nothing names them. Only keys they own are charged to them."
        columns={[
          { key: "value", label: "Value" },
          { key: "kind", label: "What it is" },
          { key: "found", label: "How it was found" },
          { key: "actions", label: "Actions", align: "right" },
        ]}
        rows={found.aliases.map((alias) => ({
          key: `${alias.kind} ${alias.value}`,
          cells: {
            value: alias.value,
            kind: KINDS[alias.kind],
            found: alias.setBy ? <Badge>Set by {alias.setBy}</Badge> : <Badge tone="good">Found by Waybill</Badge>,
            actions: <AliasActions fields={fields} alias={alias} name={found.name} others={others} />,
          },
        }))}
      />
    </Card>
  );
}
