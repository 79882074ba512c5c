import fc from "fast-check";
import { expect, it } from "vitest";
import { compileRegex } from "../../facts/linear-regex";
import { drawnRules } from "../../test/drawn-rules";
import { type DrawnDay, drawnDay } from "../../test/generated-day";
import { rollUpDay } from "../../test/whole-day";
import type { KeyFacts } from "../attribution/attribution";
import { aliasKey } from "../attribution/developer-alias";
import { NO_RULES, type RuleBook, ruleBook } from "../attribution/rules";
import { addFigures, type Figures, NO_FIGURES, sumFigures, TOKEN_FIGURES } from "../figures";
import { sumUsd } from "../usd";
import type { SpendLine } from "./line";
import type { DayFacts, EvidenceGroup } from "./rollup";

/** The day as the ledger would read it, each request a group of its own. */
function factsOf(
  { books, keys, requests, cells }: DrawnDay,
  rules: RuleBook = NO_RULES,
): DayFacts & { evidence: EvidenceGroup[] } {
  const keyFacts = keys.map((key, index): [string, KeyFacts] => {
    const creatorAliases = key.creator === null ? [] : [{ kind: "email" as const, value: `member-${key.creator}@example.com` }];
    const { hasHash, name } = key;
    const workspaceId = key.inWorkspace ? "workspace" : null;
    return [
      `key-${index}`,
      { hasHash, names: [name], workspaceId, ownerId: key.owned ? `owner-${index}` : null, creatorAliases },
    ];
  });
  return {
    books,
    cells: cells.map(({ key, ...cell }) => ({ ...cell, keyId: key === null ? null : `key-${key}` })),
    evidence: requests.map(({ key, costIsCut, hasId, second, tags, ...request }) => ({
      ...request,
      sessionId: rules.asks.session ? (request.sessionId ?? null) : null,
      tags: rules.asks.tags.length === 0 ? null : new Map(rules.asks.tags.map((name) => [name, tags?.[name] ?? null])),
      keyId: key === null ? null : `key-${key}`,
      cutRows: costIsCut ? 1 : 0,
    })),
    keys: new Map(keyFacts),
    workspaceNames: new Map(),
    rules,
    developerOf: (alias) => `developer ${aliasKey(alias)}`,
    teamOf: (developerId) => (developerId.startsWith("owner") ? "owners" : null),
    costCenterOf: (teamId) => (teamId === "owners" ? "research" : null),
  };
}

/** Half of the days without rules. */
const rules = fc.oneof(
  fc.constant(NO_RULES),
  drawnRules(["owner-0", "developer x", "developer y"], ["red", "blue"]).map((drawn) => ruleBook(1, drawn, compileRegex)),
);

function rolledUp(day: DrawnDay, book?: RuleBook) {
  const facts = factsOf(day, book);
  return rollUpDay(facts, facts.evidence);
}

/** Every way to group lines: each subset of a few dimensions, summed within and then over its groups. */
function regrouped(lines: readonly SpendLine[], by: readonly (keyof SpendLine)[]): Figures {
  const groups = new Map<string, Figures>();
  for (const line of lines) {
    const place = JSON.stringify(by.map((dimension) => line[dimension]));
    groups.set(place, addFigures(groups.get(place) ?? NO_FIGURES, line));
  }
  return sumFigures([...groups.values()]);
}

const DIMENSIONS: (keyof SpendLine)[] = [
  "developerId",
  "teamId",
  "costCenterId",
  "keyId",
  "model",
  "provider",
  "feature",
  "app",
  "workspaceId",
  "evidence",
];

it("adds up to the bill in every figure that every cell tells, for every grouping", () => {
  fc.assert(
    fc.property(drawnDay, rules, fc.subarray(DIMENSIONS), (day, book, by) => {
      const facts = factsOf(day, book);
      const { lines, billedUsd, billedByokUsd, explainedUsd, remainderUsd, differenceUsd } = rollUpDay(facts, facts.evidence);
      const sum = regrouped(lines, by);
      expect(explainedUsd + remainderUsd + differenceUsd).toBe(billedUsd);
      expect([sum.costUsd, sum.byokUsd]).toEqual([billedUsd, billedByokUsd]);
      if (facts.books === "log") return;
      const bill = sumFigures(facts.cells);
      expect([sum.costUsd, sum.byokUsd, sum.requests]).toEqual([bill.costUsd, bill.byokUsd, bill.requests]);
      for (const figure of TOKEN_FIGURES) {
        if (facts.cells.every((cell) => cell[figure] !== null)) expect(sum[figure] ?? 0).toBe(bill[figure] ?? 0);
      }
    }),
    { numRuns: 1000 },
  );
});

it("keeps each key's and model's bill: lines of a cell's place add up to the cells of that place", () => {
  fc.assert(
    fc.property(drawnDay, rules, (day, book) => {
      const facts = factsOf({ ...day, cells: day.cells.filter((cell) => cell.key !== null) }, book);
      if (facts.books === "log") return;
      const { lines } = rollUpDay(facts, facts.evidence);
      const placeOf = (row: { keyId: string | null; model: string }) => `${row.keyId} ${row.model}`;
      for (const place of new Set([...facts.cells, ...lines].map(placeOf))) {
        const cost = sumUsd(lines.filter((line) => placeOf(line) === place).map((line) => line.costUsd));
        expect(cost).toBe(sumUsd(facts.cells.filter((cell) => placeOf(cell) === place).map((cell) => cell.costUsd)));
      }
    }),
  );
});

it("writes no line that the database would refuse", () => {
  fc.assert(
    fc.property(drawnDay, rules, (day, book) => {
      for (const line of rolledUp(day, book).lines) {
        const figures = [line.costUsd, line.byokUsd, line.requests, ...TOKEN_FIGURES.map((figure) => line[figure] ?? 0)];
        if (line.evidence === "difference") expect([line.developerId, line.reason === null]).toEqual([null, false]);
        else expect(figures.every((figure) => figure >= 0)).toBe(true);
        expect(line.developerId === null).toBe(line.attribution === "none");
        expect(line.developerId === null).toBe(line.reason !== null);
        expect(line.teamId === null || line.developerId !== null || line.teamRuleId !== null).toBe(true);
        expect(line.attribution === "rule").toBe(line.developerRuleId !== null);
        expect(line.featureRuleId === null || line.feature !== null).toBe(true);
        if (line.evidence === "difference")
          expect([line.developerRuleId, line.teamRuleId, line.featureRuleId]).toEqual([null, null, null]);
        expect(line.costCenterId).toBe(line.teamId === "owners" ? "research" : null);
      }
    }),
  );
});

it("does not depend on the order of facts, nor on how requests were grouped, and keeps its input", () => {
  fc.assert(
    fc.property(drawnDay, rules, fc.infiniteStream(fc.nat()), (day, book, numbers) => {
      const facts = factsOf(day, book);
      const once = rollUpDay(facts, facts.evidence);
      const shuffle = <Row>(rows: readonly Row[]) =>
        rows
          .map((row) => ({ row, at: numbers.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ row }) => row);
      expect(rollUpDay({ ...facts, cells: shuffle(facts.cells) }, shuffle(facts.evidence))).toEqual(once);
      expect(rollUpDay(facts, grouped(facts.evidence))).toEqual(once);
      expect(rollUpDay(facts, facts.evidence)).toEqual(once);
    }),
  );
});

function grouped(evidence: readonly EvidenceGroup[]): EvidenceGroup[] {
  const groups = new Map<string, EvidenceGroup>();
  for (const { figures, cutRows, ...inputs } of evidence) {
    const place = JSON.stringify([inputs, inputs.tags && [...inputs.tags]]);
    const before = groups.get(place);
    const sum = addFigures(before?.figures ?? NO_FIGURES, figures);
    groups.set(place, { ...inputs, figures: sum, cutRows: (before?.cutRows ?? 0) + cutRows });
  }
  return [...groups.values()];
}

it("accounts for every request: it is on a line or counted as unmatched", () => {
  fc.assert(
    fc.property(drawnDay, rules, (day, book) => {
      const { lines, unmatchedGenerations, unmatchedUsd } = rolledUp(day, book);
      const onLines = sumFigures(lines.filter((line) => line.evidence === "generation" || line.evidence === "log"));
      const all = sumFigures(day.requests.map((request) => request.figures));
      expect(onLines.requests + unmatchedGenerations).toBe(all.requests);
      expect(onLines.costUsd + unmatchedUsd).toBe(all.costUsd);
    }),
  );
});

it("moves money between developers, teams and features alone, whatever the rules say", () => {
  fc.assert(
    fc.property(drawnDay, rules, (day, book) => {
      const unmoved: (keyof SpendLine)[] = ["keyId", "model", "provider", "app", "workspaceId", "evidence"];
      const sumsOf = (lines: readonly SpendLine[]) => {
        const sums = new Map<string, Figures>();
        for (const line of lines) {
          const place = JSON.stringify(unmoved.map((dimension) => line[dimension]));
          sums.set(place, addFigures(sums.get(place) ?? NO_FIGURES, line));
        }
        return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
      };
      const { lines: before, ...balanceBefore } = rolledUp(day);
      const { lines: after, ...balanceAfter } = rolledUp(day, book);
      expect(balanceAfter).toEqual(balanceBefore);
      expect(sumsOf(after)).toEqual(sumsOf(before));
    }),
  );
});

it("only lowers the remainder as more requests of the bill become known", () => {
  fc.assert(
    fc.property(drawnDay, fc.nat(), (day, cut) => {
      const known = day.requests.filter((request) => request.costKnown && request.key !== null);
      const bill: DrawnDay["cells"] = [...new Set(known.map((request) => JSON.stringify([request.key, request.model])))].map(
        (place) => {
          const [key, model] = JSON.parse(place);
          const billed = known.filter((request) => request.key === key && request.model === model);
          return { key, model, provider: null, ...sumFigures(billed.map((request) => request.figures)) };
        },
      );
      const whole = { ...day, books: "analytics" as const, cells: bill };
      const some = rolledUp({ ...whole, requests: known.slice(0, cut % (known.length + 1)) });
      const all = rolledUp({ ...whole, requests: known });
      expect(all.remainderUsd).toBe(0n);
      expect(all.differenceUsd).toBe(0n);
      expect(some.remainderUsd + some.differenceUsd).toBe(all.billedUsd - some.explainedUsd);
      expect(some.remainderUsd >= all.remainderUsd).toBe(true);
    }),
  );
});
