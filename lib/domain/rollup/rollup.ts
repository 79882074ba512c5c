import type { BilledSource } from "../billed-cell";
import { addFigures, type Figures, NO_FIGURES, TOKEN_FIGURES } from "../figures";
import { textKey } from "../text-key";
import { addUsd, sumUsd, type Usd, ZERO_USD } from "../usd";
import { type ChargedRequest, type ChargeFacts, Charger } from "./charge";
import { type DraftLine, type Evidence, type SpendLine, saysNothing } from "./line";
import { type BilledCell, type CellEvidence, CellFinder } from "./match";
import { type BookedEvidence, restOf } from "./rest";
import { LineSums, splitLine } from "./split";

/** Requests of one day that nothing tells apart which matters to the books, added up. */
export interface EvidenceGroup extends CellEvidence, ChargedRequest {
  /** False: their cost is not known, so that they explain nothing of a bill. */
  costKnown: boolean;
  /** Requests whose cost is only known cut to six decimals. */
  cutRows: number;
  figures: Figures;
}

/** What one connection's day of the books rests on, besides single requests. */
export interface DayFacts extends ChargeFacts {
  /** `log`: no source of billed cells has the day, the requests are the books. */
  books: BilledSource | "log";
  cells: readonly BilledCell[];
}

/** billed = explained + remainder + difference. */
export interface DayBalance {
  billedUsd: Usd;
  billedByokUsd: Usd;
  explainedUsd: Usd;
  remainderUsd: Usd;
  differenceUsd: Usd;
  /** Kept out of the books: it is not certain which cell they were billed in, or what they cost. */
  unmatchedGenerations: number;
  unmatchedUsd: Usd;
}

/** Lines that are kept to be added up, before they are given out. */
const KEPT_LINES = 50_000;

const NOTHING_BOOKED: BookedEvidence = { figures: NO_FIGURES, cutRows: 0 };

/** No rule has a say in what requests have too much. */
const NOBODYS = {
  developerId: null,
  teamId: null,
  costCenterId: null,
  feature: null,
  attribution: "none",
  developerRuleId: null,
  teamRuleId: null,
  featureRuleId: null,
  split: null,
} as const;

/** What was billed to a key and model that no cell names: nothing, of all figures that the day's cells tell. */
function unbilledCell(evidence: CellEvidence, cells: readonly BilledCell[]): BilledCell {
  const cell: BilledCell = { ...NO_FIGURES, keyId: evidence.keyId, model: evidence.model, provider: null };
  for (const figure of TOKEN_FIGURES) cell[figure] = cells.every((billed) => billed[figure] !== null) ? 0 : null;
  return cell;
}

/**
 * The books of one connection's day, a group of requests at a time. First book() every group (taking what is ready()
 * between), then close(): single requests are explained spend; per billed cell, what no request explains is a remainder,
 * charged to whom the key tells, and what requests have too much a difference, charged to nobody. The lines add up to the
 * cells, figure by figure, for all figures that every cell tells. Where the log is the books, they add up to the log.
 */
export class DayRollup {
  readonly #facts: DayFacts;
  readonly #finder: CellFinder;
  readonly #booked = new Map<BilledCell, BookedEvidence>();
  readonly #unbilled = new Map<string, BilledCell>();
  readonly #charger: Charger;
  readonly #toSplit = new LineSums();
  readonly #toAddUp = new LineSums();
  /** Requests come told apart by more than lines are. */
  readonly #addsUp: boolean;
  readonly #costOf: Record<Evidence, Usd> = { generation: ZERO_USD, log: ZERO_USD, remainder: ZERO_USD, difference: ZERO_USD };
  #byokUsd: Usd = ZERO_USD;
  #unmatchedGenerations = 0;
  #unmatchedUsd: Usd = ZERO_USD;

  constructor(facts: DayFacts) {
    this.#facts = facts;
    this.#finder = new CellFinder(facts.cells, facts.keys);
    this.#charger = new Charger(facts);
    this.#addsUp = facts.rules.asks.session || facts.rules.asks.tags.length > 0;
    for (const cell of facts.cells) this.#booked.set(cell, NOTHING_BOOKED);
  }

  /** The line of these requests; null: they are kept out of the books, say nothing, or are added up with others first. */
  book(group: EvidenceGroup): SpendLine | null {
    const line = this.draft(group);
    if (!line) return null;
    if (line.split) this.#toSplit.add(line);
    else if (this.#addsUp) this.#toAddUp.add(line);
    else return line;
    return null;
  }

  /** Lines that were added up, once there are many. */
  ready(): SpendLine[] {
    return this.#toAddUp.size < KEPT_LINES ? [] : this.#toAddUp.take();
  }

  /** The lines that were added up and split, and remainders and differences of all cells. */
  close(): SpendLine[] {
    const whole: SpendLine[] = this.#toAddUp.take();
    for (const line of this.closingDrafts()) {
      if (line.split) this.#toSplit.add(line);
      else whole.push(line);
    }
    return [...whole, ...this.#toSplit.take().flatMap((line) => splitLine(line, this.#facts))];
  }

  /** As book(), the line as it is before it is added up and split. */
  draft(group: EvidenceGroup): DraftLine | null {
    if (this.#facts.books === "log") return group.costKnown ? this.#requestLine("log", group, null) : this.#leaveOut(group);
    const cell = group.costKnown ? this.#cellOf(group) : null;
    if (!cell) return this.#leaveOut(group);
    const before = this.#booked.get(cell) ?? NOTHING_BOOKED;
    const figures = addFigures(before.figures, group.figures);
    this.#booked.set(cell, { figures, cutRows: before.cutRows + group.cutRows });
    return this.#requestLine("generation", group, cell);
  }

  /** Remainders and differences of all cells, before they are split. */
  closingDrafts(): DraftLine[] {
    return [...this.#booked].flatMap(([cell, booked]) => this.#restLines(cell, booked));
  }

  /** How the day adds up, once it is closed. */
  balance(): DayBalance {
    const { generation, log, remainder, difference } = this.#costOf;
    const { books, cells } = this.#facts;
    const explainedUsd = addUsd(generation, log);
    return {
      billedUsd: books === "log" ? explainedUsd : sumUsd(cells.map((cell) => cell.costUsd)),
      billedByokUsd: books === "log" ? this.#byokUsd : sumUsd(cells.map((cell) => cell.byokUsd)),
      explainedUsd,
      remainderUsd: remainder,
      differenceUsd: difference,
      unmatchedGenerations: this.#unmatchedGenerations,
      unmatchedUsd: this.#unmatchedUsd,
    };
  }

  #leaveOut(group: EvidenceGroup): null {
    this.#unmatchedGenerations += group.figures.requests;
    this.#unmatchedUsd = addUsd(this.#unmatchedUsd, group.figures.costUsd);
    return null;
  }

  #cellOf(group: EvidenceGroup): BilledCell | null {
    const match = this.#finder.find(group);
    if (match === "ambiguous") return null;
    if (match !== "unbilled") return match.cell;
    const place = textKey(group.keyId, group.model);
    const cell = this.#unbilled.get(place) ?? unbilledCell(group, this.#facts.cells);
    this.#unbilled.set(place, cell);
    return cell;
  }

  /**
   * Written out field by field: there may be a million lines, and spreading objects costs more than everything else.
   */
  #requestLine(evidence: "generation" | "log", group: EvidenceGroup, cell: BilledCell | null): DraftLine | null {
    const { figures } = group;
    const keyId = cell?.keyId ?? group.keyId;
    const who = this.#charger.charge(keyId, group.model, group);
    if (!this.#count(evidence, figures)) return null;
    return {
      evidence,
      attribution: who.attribution,
      workspaceId: this.#workspaceOf(keyId),
      keyId,
      model: group.model,
      provider: cell?.provider ?? group.provider,
      developerId: who.developerId,
      teamId: who.teamId,
      costCenterId: who.costCenterId,
      feature: who.feature,
      app: group.app,
      reason: who.reason,
      developerRuleId: who.developerRuleId,
      teamRuleId: who.teamRuleId,
      featureRuleId: who.featureRuleId,
      split: who.split,
      costUsd: figures.costUsd,
      byokUsd: figures.byokUsd,
      requests: figures.requests,
      promptTokens: figures.promptTokens,
      cachedTokens: figures.cachedTokens,
      cacheWriteTokens: figures.cacheWriteTokens,
      completionTokens: figures.completionTokens,
      reasoningTokens: figures.reasoningTokens,
    };
  }

  #restLines(cell: BilledCell, booked: BookedEvidence): DraftLine[] {
    const { remainder, differences } = restOf(cell, booked);
    const { keyId, model, provider } = cell;
    const place = { workspaceId: this.#workspaceOf(keyId), keyId, model, provider, app: null };
    const who = this.#charger.charge(keyId, model, null);
    const lines: DraftLine[] = [
      { evidence: "remainder", ...who, ...place, ...remainder },
      ...differences.map(({ reason, figures }) => ({
        evidence: "difference" as const,
        ...NOBODYS,
        reason,
        ...place,
        ...figures,
      })),
    ];
    return lines.filter((line) => this.#count(line.evidence, line));
  }

  #workspaceOf(keyId: string | null): string | null {
    return keyId === null ? null : (this.#facts.keys.get(keyId)?.workspaceId ?? null);
  }

  /** Adds a line's money to the balance; false for a line that says nothing. */
  #count(evidence: Evidence, figures: Figures): boolean {
    if (saysNothing(figures)) return false;
    this.#costOf[evidence] = addUsd(this.#costOf[evidence], figures.costUsd);
    this.#byokUsd = addUsd(this.#byokUsd, figures.byokUsd);
    return true;
  }
}
