import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/app/_components/badge";
import { Facts } from "@/app/_components/facts";
import { Money } from "@/app/_components/spend/figures";
import { spanOn } from "@/lib/domain/dated";
import { dayOf } from "@/lib/domain/day";
import { formatDate } from "@/lib/domain/format-day";
import { environmentLabel } from "@/lib/domain/key/environment";
import type { About } from "@/lib/queries/about/about";

type AboutKey = Extract<About, { kind: "key" }>;

function isExpired({ expiresAt }: AboutKey, now: Date): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** Who answers for it now: set by somebody, or found as its maker. */
function Owner({ about, organization, now }: { about: AboutKey; organization: string; now: Date }) {
  const set = spanOn(about.owners, dayOf(now));
  const current = set ?? about.maker;
  if (!current) return <span className="text-muted">nobody</span>;
  return (
    <>
      <Link
        href={`/${organization}/developers/${current.id}`}
        prefetch={false}
        className="underline decoration-line-strong underline-offset-2"
      >
        {current.label}
      </Link>
      {set?.setBy && <Badge>Set by {set.setBy}</Badge>}
      {!set && (
        <Badge tone="good" title="Nobody was set, so the OpenRouter member who made the key answers for it">
          Made the key
        </Badge>
      )}
    </>
  );
}

/** Why it is not in use; null: nothing says so. */
function stateOf(about: AboutKey, now: Date): ReactNode {
  if (about.goneAt) {
    return (
      <Badge tone="warn" title={`No longer listed by OpenRouter since ${formatDate(about.goneAt)}`}>
        Deleted
      </Badge>
    );
  }
  if (about.disabled) return <Badge tone="warn">Disabled</Badge>;
  return isExpired(about, now) ? <Badge tone="warn">Expired</Badge> : null;
}

function limitOf({ limitUsd, limitReset }: AboutKey): ReactNode {
  if (limitUsd === null) return null;
  return (
    <>
      <Money amount={limitUsd} />
      {limitReset ? ` ${limitReset}` : " in all"}
    </>
  );
}

/** What a key is. */
export function KeyFacts({
  about,
  organization,
  owner,
  environment,
  now,
}: {
  about: AboutKey;
  organization: string;
  /** The forms that set its owner and its environment, for those who may. */
  owner: ReactNode;
  environment: ReactNode;
  now: Date;
}) {
  return (
    <Facts
      facts={[
        [
          "Owner",
          <span key="owner" className="inline-flex flex-wrap items-center gap-2">
            <Owner about={about} organization={organization} now={now} />
            {owner}
          </span>,
        ],
        [
          "Environment",
          <span key="environment" className="inline-flex flex-wrap items-center gap-2">
            {about.environment ? environmentLabel(about.environment) : <span className="text-muted">not set</span>}
            {environment}
          </span>,
        ],
        ["Key", about.keyLabel && <code className="font-mono text-xs">{about.keyLabel}</code>],
        ["Workspace", about.workspace?.label],
        ["Connection", about.connection.label],
        ["Made by", about.creatorEmail],
        ["Made", about.createdAt && formatDate(about.createdAt)],
        ["Limit", limitOf(about)],
        ["Spent over its life", about.usageUsd !== null && <Money amount={about.usageUsd} />],
        ["Expires", about.expiresAt && !isExpired(about, now) && formatDate(about.expiresAt)],
        ["State", stateOf(about, now)],
      ]}
    />
  );
}
