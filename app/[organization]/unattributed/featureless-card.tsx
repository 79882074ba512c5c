import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Money } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import { formatCount } from "@/lib/domain/format";
import type { Featureless, Unattributed } from "@/lib/queries/attribution/unattributed";

function ruleHref(organization: string, { key, app }: Featureless): string {
  const query = new URLSearchParams();
  if (key.id) query.set("key", key.id);
  if (app) query.set("app", app);
  return `/${organization}/settings/rules?${query}`;
}

/** Spend that no feature is known of, by key and app: where a tag is missing. The rows add up to "No feature". */
export function FeaturelessCard({
  organization,
  rows,
  rest,
  mayRule,
}: {
  organization: string;
  rows: readonly Featureless[];
  rest: Unattributed["restOfFeatureless"];
  mayRule: boolean;
}) {
  const listed = rows.map(
    (row): Row => ({
      key: `${row.key.id} ${row.app}`,
      cells: {
        where: row.key.label,
        app: row.app ?? <span className="text-muted">No app</span>,
        cost: <Money amount={row.costUsd} />,
        requests: formatCount(row.requests),
        fix: mayRule && (row.key.id || row.app) && (
          <LinkButton size="small" href={ruleHref(organization, row)}>
            Make a rule
          </LinkButton>
        ),
      },
    }),
  );
  const others: Row[] =
    rest.count === 0 ? [] : [{ key: "rest", cells: { where: `${rest.count} others`, cost: <Money amount={rest.costUsd} /> } }];
  return (
    <Card
      title="Missing feature tags"
      note="Spend without a feature, whoever is charged. Send trace.feature with each request, or let a rule name it."
      flush
    >
      <Table
        caption="Spend without a feature by key and app"
        empty="Every dollar of this period has a feature."
        columns={[
          { key: "where", label: "Key" },
          { key: "app", label: "App", phone: "hidden" },
          { key: "cost", label: "Would move", align: "right" },
          { key: "requests", label: "Requests", align: "right", phone: "hidden" },
          { key: "fix", label: "What ends it", align: "right" },
        ]}
        rows={[...listed, ...others]}
      />
    </Card>
  );
}
