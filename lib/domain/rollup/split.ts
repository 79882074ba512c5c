import { addFigures } from "../figures";
import { textKey } from "../text-key";
import type { ChargeFacts } from "./charge";
import { splitFigures } from "./figures-split";
import { type DraftLine, type Shares, type SpendLine, saysNothing } from "./line";

/** All that tells lines of one day apart but their figures. */
export function identityOf(line: SpendLine): string {
  return textKey(
    line.evidence,
    line.attribution,
    line.keyId,
    line.workspaceId,
    line.model,
    line.provider,
    line.developerId,
    line.teamId,
    line.costCenterId,
    line.feature,
    line.app,
    line.reason,
    line.developerRuleId,
    line.teamRuleId,
    line.featureRuleId,
  );
}

const whole = (to: string | null): readonly { to: string | null; weight: bigint }[] => [{ to, weight: 1n }];

/** The lines that a line is split into; their figures add up to its own, to the last digit. */
export function splitLine(draft: DraftLine, { teamOf, costCenterOf }: Pick<ChargeFacts, "teamOf" | "costCenterOf">): SpendLine[] {
  const { split, ...line } = draft;
  if (!split) return [line];
  const sharesOf = (shares: Shares | null, otherwise: string | null) => shares ?? whole(otherwise);
  const parts = sharesOf(split.developer, line.developerId).flatMap((developer) => {
    const derived = split.developer && !line.teamRuleId && developer.to !== null ? teamOf(developer.to) : line.teamId;
    return sharesOf(split.team, derived).flatMap((team) => {
      const costCenterId = team.to === null ? null : costCenterOf(team.to);
      return sharesOf(split.feature, line.feature).map((feature) => ({
        line: { ...line, developerId: developer.to, teamId: team.to, costCenterId, feature: feature.to },
        weight: developer.weight * team.weight * feature.weight,
      }));
    });
  });
  const figures = splitFigures(
    line,
    parts.map((part) => part.weight),
  );
  return parts.map((part, index) => ({ ...part.line, ...figures[index] })).filter((part) => !saysNothing(part));
}

/**
 * Adds up lines that differ in figures alone. Lines that are to be split must all be added up before: a split of the sum
 * does not depend on how requests were grouped, a sum of splits would, in its last digits.
 */
export class LineSums {
  readonly #sums = new Map<string, DraftLine>();

  get size(): number {
    return this.#sums.size;
  }

  add(line: DraftLine): void {
    const identity = identityOf(line);
    const known = this.#sums.get(identity);
    this.#sums.set(identity, known ? { ...known, ...addFigures(known, line) } : line);
  }

  /** Every sum, which is forgotten then. */
  take(): DraftLine[] {
    const lines = [...this.#sums.values()];
    this.#sums.clear();
    return lines;
  }
}
