import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { OwnerForm } from "@/app/_components/form/owner-form";
import { detailPath } from "@/app/_components/shell/pages";
import { Money } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import { formatCount } from "@/lib/domain/format";
import { ZERO_USD } from "@/lib/domain/usd";
import type { Unattributed, UnattributedKey } from "@/lib/queries/attribution/unattributed";
import type { DeveloperChoice } from "@/lib/queries/people/developer-choices";
import { assignOwner } from "../keys/actions";
import { ChargeForm } from "./_components/charge-form";

const BECAUSE = {
  spends_most: "is charged for most of what requests tell of this key",
  named_after: "seems to be whom this key is named after",
} as const;

/** Words for what is known of a key's unattributed spend. */
function known({ costUsd, billOnlyUsd }: UnattributedKey): string {
  if (billOnlyUsd === ZERO_USD) return "Requests without a user";
  return billOnlyUsd === costUsd ? "No single request known" : "Requests without a user, and some not known at all";
}

interface FixProps {
  organization: string;
  unattributedKey: UnattributedKey;
  /** Null: the asker may not assign owners. */
  developers: readonly DeveloperChoice[] | null;
}

function Fix({ organization, unattributedKey: { id, label, firstDay, suggestion }, developers }: FixProps) {
  if (id === null) return <span className="text-xs text-muted">Send the user field with each request</span>;
  if (!developers) return <span className="text-xs text-muted">An owner or admin assigns it</span>;
  return (
    <span className="flex flex-wrap items-start justify-end gap-2">
      {suggestion && (
        <span title={`${suggestion.name} ${BECAUSE[suggestion.because]}`}>
          <ChargeForm organization={organization} keyId={id} owner={suggestion} fromDay={firstDay} />
        </span>
      )}
      <OwnerForm
        organization={organization}
        keyId={id}
        keyName={label}
        ownerId={null}
        developers={developers}
        fromDay={firstDay}
        action={assignOwner}
      />
      <LinkButton size="small" look="quiet" href={`/${organization}/settings/rules?key=${id}`}>
        Make a rule
      </LinkButton>
    </span>
  );
}

/** The keys that nobody answers for, with the dollars that an owner would take over and the click that names one. */
export function KeysCard({
  organization,
  query,
  keys,
  rest,
  developers,
}: {
  organization: string;
  /** What links to a key's page carry along. */
  query: string;
  keys: readonly UnattributedKey[];
  rest: Unattributed["restOfKeys"];
  developers: readonly DeveloperChoice[] | null;
}) {
  const rows = keys.map((key): Row => {
    const href = key.id === null ? null : `${detailPath(organization, "key", key.id)}${query ? `?${query}` : ""}`;
    return {
      key: key.id ?? "none",
      ...(href && { href }),
      cells: {
        key: key.label,
        known: <span className="text-muted">{known(key)}</span>,
        cost: <Money amount={key.costUsd} />,
        requests: formatCount(key.requests),
        fix: <Fix organization={organization} unattributedKey={key} developers={developers} />,
      },
    };
  });
  const others: Row[] =
    rest.count === 0 ? [] : [{ key: "rest", cells: { key: `${rest.count} other keys`, cost: <Money amount={rest.costUsd} /> } }];
  return (
    <div id="keys" className="scroll-mt-16">
      <Card title="Keys that nobody answers for" note="An owner takes over the dollars beside it, from their first day on." flush>
        <Table
          caption="Keys without an owner"
          empty="Every key with spend has an owner, or its requests name their user."
          columns={[
            { key: "key", label: "Key" },
            { key: "known", label: "What is known", phone: "hidden" },
            { key: "cost", label: "Would move", align: "right" },
            { key: "requests", label: "Requests", align: "right", phone: "hidden" },
            { key: "fix", label: "Who answers for it", align: "right" },
          ]}
          rows={[...rows, ...others]}
        />
      </Card>
    </div>
  );
}
