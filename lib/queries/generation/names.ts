import type { Labels } from "../spend/labels";
import type { ListedGeneration } from "./pages";

/** Whom a request is charged to, as a name; where a rule splits it, all of them. */
export function chargedName({ charge }: ListedGeneration, labels: Labels): string {
  const names = charge.parts.map(
    ({ developerId: id }) => labels("developer", { kind: id === null ? "none" : "value", id }).label,
  );
  return [...new Set(names)].join(", ");
}

/** What a request was for, as the books have it. */
export function featureName({ charge }: ListedGeneration): string | null {
  const names = [...new Set(charge.parts.flatMap(({ feature }) => feature ?? []))];
  return names.length === 0 ? null : names.join(", ");
}

/** The key a request went through: its name today, else the name its source gave. */
export function keyLabel({ row }: ListedGeneration, labels: Labels): string | null {
  return row.key_id === null ? row.key_name : labels("key", { kind: "value", id: row.key_id }).label;
}
