import { type AliasBook, attributeDeveloper, type KeyFacts } from "./attribution";
import type { BilledSource } from "./billed-cell";
import { addFigures, type Figures, NO_FIGURES, TOKEN_FIGURES } from "./figures";
import { type Evidence, mergeLines, type SpendLine, saysNothing } from "./rollup-line";
import { type BilledCell, type CellEvidence, CellFinder } from "./rollup-match";
import { type BookedEvidence, restOf } from "./rollup-rest";
import { addUsd, sumUsd, type Usd, ZERO_USD } from "./usd";

/** Requests of one day that nothing tells apart which matters to the books, added up. */
export interface EvidenceGroup extends CellEvidence {
  externalUser: string | null;
  member: string | null;
  feature: string | null;
  app: string | null;
  /** False: their cost is not known, so that they explain nothing of a bill. */
  costKnown: boolean;
  /** Requests whose cost is only known cut to six decimals. */
  cutRows: number;
  figures: Figures;
}

/** All that one connection's day of the books is made of. */
export interface DayFacts {
  /** `log`: no source of billed cells has the day, the requests are the books. */
  books: BilledSource | "log";
  cells: readonly BilledCell[];
  evidence: readonly EvidenceGroup[];
  keys: ReadonlyMap<string, KeyFacts>;
  developerOf: AliasBook;
  /** A developer's team on that day. */
  teamOf: (developerId: string) => string | null;
}

export interface DayRollup {
  lines: SpendLine[];
  billedUsd: Usd;
  billedByokUsd: Usd;
  explainedUsd: Usd;
  remainderUsd: Usd;
  differenceUsd: Usd;
  /** Kept out of the books: it is not certain which cell they were billed in, or what they cost. */
  unmatchedGenerations: number;
  unmatchedUsd: Usd;
}

interface Booking {
  cell: BilledCell;
  booked: BookedEvidence;
}

/** What was billed to a key and model that no cell names: nothing, of all figures that the day's cells tell. */
function unbilledCell(evidence: CellEvidence, cells: readonly BilledCell[]): BilledCell {
  const cell: BilledCell = { ...NO_FIGURES, keyId: evidence.keyId, model: evidence.model, provider: null };
  for (const figure of TOKEN_FIGURES) cell[figure] = cells.every((billed) => billed[figure] !== null) ? 0 : null;
  return cell;
}

class DayBooks {
  readonly lines: SpendLine[] = [];
  unmatchedGenerations = 0;
  unmatchedUsd: Usd = ZERO_USD;

  constructor(private readonly facts: DayFacts) {}

  bookRequests(evidence: "generation" | "log", group: EvidenceGroup, cell: BilledCell | null): void {
    const keyId = cell?.keyId ?? group.keyId;
    const key = keyId === null ? null : (this.facts.keys.get(keyId) ?? null);
    const { externalUser, member } = group;
    const found = attributeDeveloper({ key, externalUser, member, hasEvidence: true }, this.facts.developerOf);
    const { model, feature, app } = group;
    const provider = cell?.provider ?? group.provider;
    this.add({ ...this.place(evidence, keyId, model, provider), ...found, ...this.team(found), feature, app }, group.figures);
  }

  bookRest({ cell, booked }: Booking): void {
    const { remainder, differences } = restOf(cell, booked);
    const key = cell.keyId === null ? null : (this.facts.keys.get(cell.keyId) ?? null);
    const found = attributeDeveloper({ key, externalUser: null, member: null, hasEvidence: false }, this.facts.developerOf);
    const nothing = { feature: null, app: null };
    const { keyId, model, provider } = cell;
    this.add({ ...this.place("remainder", keyId, model, provider), ...found, ...this.team(found), ...nothing }, remainder);
    for (const { reason, figures } of differences) {
      const nobody = { developerId: null, teamId: null, attribution: "none", reason } as const;
      this.add({ ...this.place("difference", keyId, model, provider), ...nobody, ...nothing }, figures);
    }
  }

  leaveOut(group: EvidenceGroup): void {
    this.unmatchedGenerations += group.figures.requests;
    this.unmatchedUsd = addUsd(this.unmatchedUsd, group.figures.costUsd);
  }

  private place(evidence: Evidence, keyId: string | null, model: string, provider: string | null) {
    const workspaceId = keyId === null ? null : (this.facts.keys.get(keyId)?.workspaceId ?? null);
    return { evidence, workspaceId, keyId, model, provider };
  }

  private team(found: { developerId: string | null }) {
    return { teamId: found.developerId === null ? null : this.facts.teamOf(found.developerId) };
  }

  private add(line: Omit<SpendLine, keyof Figures>, figures: Figures): void {
    if (!saysNothing(figures)) this.lines.push({ ...line, ...figures });
  }
}

function bookOnCells(facts: DayFacts, books: DayBooks): void {
  const bookings = new Map<BilledCell, Booking>();
  for (const cell of facts.cells) bookings.set(cell, { cell, booked: { figures: NO_FIGURES, cutRows: 0 } });
  const unbilled = new Map<string, BilledCell>();
  const finder = new CellFinder(facts.cells, facts.keys);
  for (const group of facts.evidence) {
    const match = group.costKnown ? finder.find(group) : "ambiguous";
    if (match === "ambiguous") {
      books.leaveOut(group);
      continue;
    }
    const place = JSON.stringify([group.keyId, group.model]);
    const cell = match === "unbilled" ? (unbilled.get(place) ?? unbilledCell(group, facts.cells)) : match.cell;
    if (match === "unbilled") unbilled.set(place, cell);
    const before = bookings.get(cell)?.booked ?? { figures: NO_FIGURES, cutRows: 0 };
    const booked = { figures: addFigures(before.figures, group.figures), cutRows: before.cutRows + group.cutRows };
    bookings.set(cell, { cell, booked });
    books.bookRequests("generation", group, cell);
  }
  for (const booking of bookings.values()) books.bookRest(booking);
}

function bookLog(facts: DayFacts, books: DayBooks): void {
  for (const group of facts.evidence) {
    if (group.costKnown) books.bookRequests("log", group, null);
    else books.leaveOut(group);
  }
}

function costOf(lines: readonly SpendLine[], ...evidences: Evidence[]): Usd {
  return sumUsd(lines.filter((line) => evidences.includes(line.evidence)).map((line) => line.costUsd));
}

/**
 * The books of one connection's day: single requests first, then, per billed cell, what no request explains (remainder,
 * charged to whom the key tells) and what the requests have too much (difference, charged to nobody). The lines add up
 * to the cells, figure by figure, for all figures that the cells tell. Where the log is the books, to the log.
 */
export function rollUpDay(facts: DayFacts): DayRollup {
  const books = new DayBooks(facts);
  if (facts.books === "log") bookLog(facts, books);
  else bookOnCells(facts, books);
  const lines = mergeLines(books.lines);
  const isLog = facts.books === "log";
  return {
    lines,
    billedUsd: sumUsd((isLog ? lines : facts.cells).map((row) => row.costUsd)),
    billedByokUsd: sumUsd((isLog ? lines : facts.cells).map((row) => row.byokUsd)),
    explainedUsd: costOf(lines, "generation", "log"),
    remainderUsd: costOf(lines, "remainder"),
    differenceUsd: costOf(lines, "difference"),
    unmatchedGenerations: books.unmatchedGenerations,
    unmatchedUsd: books.unmatchedUsd,
  };
}
