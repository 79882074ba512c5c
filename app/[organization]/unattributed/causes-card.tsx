import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Money } from "@/app/_components/spend/figures";
import { Table } from "@/app/_components/table";
import type { UnattributedReason } from "@/lib/domain/attribution/attribution";
import { NOBODY_WORDS } from "@/lib/domain/attribution/charge-words";
import type { UnattributedCause } from "@/lib/domain/attribution/unattributed";
import { capitalized, formatCount } from "@/lib/domain/format";
import type { Usd } from "@/lib/domain/usd";

type Fix = { label: string; href: (organization: string) => string };

const OWNERS: Fix = { label: "Assign owners", href: () => "#keys" };
const BROADCAST: Fix = { label: "Turn on Broadcast", href: (organization) => `/${organization}/settings/connections` };
const RULES: Fix = { label: "Make a rule", href: (organization) => `/${organization}/settings/rules` };

const nobody = (reason: UnattributedReason) => `${capitalized(NOBODY_WORDS[reason])}.`;

/** What each cause means in a sentence, and what ends it. */
const WORDS: Record<UnattributedCause, { what: string; why: string; fixes: Fix[] }> = {
  requests_ownerless: {
    what: "Requests without a user",
    why: nobody("no_user_no_owner"),
    fixes: [OWNERS, RULES],
  },
  bill_ownerless: {
    what: "Missing deliveries",
    why: nobody("no_evidence_no_owner"),
    fixes: [OWNERS, BROADCAST],
  },
  requests_keyless: {
    what: "Requests without user and key",
    why: nobody("key_unknown"),
    fixes: [RULES],
  },
  bill_keyless: {
    what: "Billed without a key",
    why: "Only a bill by model is known: neither key nor single request.",
    fixes: [BROADCAST],
  },
  other: { what: "Other", why: "No rule, user or owner says whom to charge.", fixes: [RULES] },
};

/** Why spend has no developer, largest first; the rows add up to Unattributed. */
export function CausesCard({
  organization,
  causes,
  totalUsd,
}: {
  organization: string;
  causes: readonly { cause: UnattributedCause; costUsd: Usd; requests: number }[];
  totalUsd: Usd;
}) {
  const requests = causes.reduce((sum, cause) => sum + cause.requests, 0);
  return (
    <Card title="What it is made of" note="The rows add up to Unattributed, to the last digit." flush>
      <Table
        caption="Causes of unattributed spend"
        empty="Every dollar of this period has a developer."
        columns={[
          { key: "what", label: "Cause" },
          { key: "cost", label: "Would move", align: "right" },
          { key: "requests", label: "Requests", align: "right" },
          { key: "fix", label: "What ends it", align: "right" },
        ]}
        rows={
          causes.length === 0
            ? []
            : [
                ...causes.map(({ cause, costUsd, requests: count }) => ({
                  key: cause,
                  cells: {
                    what: (
                      <>
                        {WORDS[cause].what}
                        <span className="block text-xs font-normal text-muted">{WORDS[cause].why}</span>
                      </>
                    ),
                    cost: <Money amount={costUsd} />,
                    requests: formatCount(count),
                    fix: (
                      <span className="flex flex-wrap justify-end gap-2">
                        {WORDS[cause].fixes.map(({ label, href }) => (
                          <LinkButton key={label} size="small" href={href(organization)}>
                            {label}
                          </LinkButton>
                        ))}
                      </span>
                    ),
                  },
                })),
                {
                  key: "total",
                  cells: { what: "Unattributed", cost: <Money amount={totalUsd} />, requests: formatCount(requests), fix: "" },
                },
              ]
        }
      />
    </Card>
  );
}
