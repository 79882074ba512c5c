import Link from "next/link";
import type { ReactNode } from "react";
import { Badge } from "@/app/_components/badge";
import { Facts } from "@/app/_components/facts";
import { priceWords } from "@/lib/domain/catalogue/price-words";
import { tierLabel } from "@/lib/domain/catalogue/tier";
import { formatCount } from "@/lib/domain/format";
import { formatDate } from "@/lib/domain/format-day";
import type { About } from "@/lib/queries/about/about";
import { KeyFacts } from "./key-facts";
import { spanWords } from "./span-words";

type AboutOf<Kind extends About["kind"]> = Extract<About, { kind: Kind }>;

/** Names that lead to their pages. */
function Names({ names, path }: { names: readonly { id: string; label: string }[]; path: string }) {
  return (
    <span className="inline-flex flex-wrap gap-x-3">
      {names.map(({ id, label }) => (
        <Link key={id} href={`${path}/${id}`} prefetch={false} className="underline decoration-line-strong underline-offset-2">
          {label}
        </Link>
      ))}
    </span>
  );
}

function TeamFacts({ about, organization }: { about: AboutOf<"team">; organization: string }) {
  const { developers, costCenters } = about;
  return (
    <Facts
      facts={[
        [
          "Charged to",
          costCenters.length > 0 && (
            <ul>
              {costCenters.map((span) => (
                <li key={span.fromDay}>
                  {span.label} <span className="text-xs text-muted">{spanWords(span)}</span>
                </li>
              ))}
            </ul>
          ),
        ],
        [
          "Developers today",
          developers && developers.length > 0 && <Names key="who" names={developers} path={`/${organization}/developers`} />,
        ],
      ]}
    />
  );
}

function CostCenterFacts({ about, organization }: { about: AboutOf<"cost_center">; organization: string }) {
  const { code, teams } = about;
  return (
    <Facts
      facts={[
        ["Code", code],
        ["Teams today", teams && teams.length > 0 && <Names key="teams" names={teams} path={`/${organization}/teams`} />],
      ]}
    />
  );
}

function DeveloperFacts({ about, organization }: { about: AboutOf<"developer">; organization: string }) {
  return (
    <Facts
      facts={[
        ["E-mail", about.email],
        ["Kind", about.service ? "Service" : "Person"],
        ["Team", about.team?.label],
        ["Answers for", about.keys.length > 0 && <Names key="keys" names={about.keys} path={`/${organization}/keys`} />],
        [
          "Known as",
          about.aliases.length > 0 && (
            <span className="inline-flex flex-wrap gap-1">
              {[...new Set(about.aliases.map(({ value }) => value))].map((value) => (
                <Badge key={value} title={aliasWords(about.aliases, value)}>
                  <span className="max-w-64 truncate">{value}</span>
                </Badge>
              ))}
            </span>
          ),
        ],
      ]}
    />
  );
}

const ALIAS_WORDS = {
  user: "A value of the request’s user field",
  email: "An e-mail address",
  member: "A member of the OpenRouter organization",
} as const;

/** Where a value names the developer; the same one may do so in several places. */
function aliasWords(aliases: AboutOf<"developer">["aliases"], value: string): string {
  return aliases.flatMap((alias) => (alias.value === value ? ALIAS_WORDS[alias.kind] : [])).join("; ");
}

function ModelFacts({ about }: { about: AboutOf<"model"> }) {
  return (
    <Facts
      facts={[
        [
          "Slug",
          <code key="slug" className="font-mono text-xs">
            {about.permaslug}
          </code>,
        ],
        ["Author", about.author],
        ["Context", about.contextLength !== null && `${formatCount(about.contextLength)} tokens`],
        ["Tier", about.tier && tierLabel(about.tier)],
        ["Goes away", about.expirationDate],
        [
          "State",
          about.goneAt && (
            <Badge key="gone" tone="warn" title={`Not in OpenRouter’s catalogue since ${formatDate(about.goneAt)}`}>
              Retired
            </Badge>
          ),
        ],
        [
          "List prices, per million tokens",
          about.pricing !== null && priceWords(about.pricing).length > 0 && (
            <span
              title={
                about.pricesFetchedAt
                  ? `US dollars, read ${formatDate(about.pricesFetchedAt)}. For comparison alone: costs here are what OpenRouter charged.`
                  : undefined
              }
            >
              {priceWords(about.pricing).join(" · ")}
            </span>
          ),
        ],
      ]}
    />
  );
}

/** What the subject of a detail page is. */
export function AboutFacts({
  about,
  organization,
  owner,
  environment,
  now,
}: {
  about: About;
  organization: string;
  /** How the owner of a key is set, and its environment, for those who may. */
  owner: ReactNode;
  environment: ReactNode;
  now: Date;
}) {
  switch (about.kind) {
    case "key":
      return <KeyFacts about={about} organization={organization} owner={owner} environment={environment} now={now} />;
    case "developer":
      return <DeveloperFacts about={about} organization={organization} />;
    case "team":
      return <TeamFacts about={about} organization={organization} />;
    case "cost_center":
      return <CostCenterFacts about={about} organization={organization} />;
    case "model":
      return <ModelFacts about={about} />;
    default:
      return null;
  }
}
