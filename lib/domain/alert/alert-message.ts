import type { AlertChange, AlertFact, AlertLevel, AlertRule } from "./alert";
import { type MessageContent, oneLine } from "./message";

/** A change of one alert, as it is told and kept. */
export interface ToldChange {
  id: string;
  rule: AlertRule;
  name: string;
  change: AlertChange;
  level: AlertLevel;
  step: number;
  headline: string;
  facts: readonly AlertFact[];
  /** What made the difference, as a sentence; null: nothing is known of it. */
  driver: string | null;
  link: { label: string; path: string };
  data: Readonly<Record<string, string | number | null>>;
}

const TITLE_LENGTH = 180;

function shortened(text: string): string {
  const characters = [...oneLine(text)];
  return characters.length <= TITLE_LENGTH ? characters.join("") : `${characters.slice(0, TITLE_LENGTH - 1).join("")}…`;
}

function severity({ change, level, step }: ToldChange): number {
  if (change === "recovered") return 0;
  return (level === "exceeded" ? 10_000 : 0) + Math.min(step, 9_999);
}

/** Facts of several changes, each label once: changes of one thing mostly share them. */
function factsOf(changes: readonly ToldChange[]): AlertFact[] {
  const known = new Map<string, AlertFact>();
  for (const { facts } of changes) for (const fact of facts) if (!known.has(fact.label)) known.set(fact.label, fact);
  return [...known.values()];
}

/**
 * The message about changes of one thing that were found together: what, by how much, what made the difference, where
 * to look. The worst comes first. `slug` is the organization's. At least one change.
 */
export function alertMessage(changes: readonly ToldChange[], organization: { slug: string; name: string }): MessageContent {
  const ordered = changes.toSorted((a, b) => severity(b) - severity(a));
  const [first, ...others] = ordered;
  if (!first) throw new RangeError("a message tells of at least one change");
  const isRecovery = first.change === "recovered";
  const drivers = [...new Set(ordered.flatMap(({ driver }) => (driver === null ? [] : [driver])))];
  return {
    title: shortened(isRecovery ? `Recovered: ${first.headline}` : first.headline),
    lines: [
      ...others.map(({ headline }) => oneLine(headline)),
      ...(isRecovery ? [] : drivers.slice(0, 1).map((driver) => `What made the difference: ${oneLine(driver)}`)),
    ],
    facts: [...factsOf(ordered), { label: "Organization", value: organization.name }],
    link: { label: first.link.label, path: `/${organization.slug}/${first.link.path}` },
    event: {
      type: isRecovery ? "alert.recovered" : first.change === "worse" ? "alert.worse" : "alert.opened",
      data: {
        organization: organization.slug,
        driver: drivers[0] ?? null,
        alerts: ordered.map(({ id, rule, name, change, level, step, headline, data }) => {
          return { id, rule, name, change, level, step, headline, ...data };
        }),
      },
    },
  };
}
