/** Days of an account as fast-check draws them: bills and requests that agree, nearly agree, or have nothing in common. */
import fc from "fast-check";
import type { BilledSource } from "../domain/billed-cell";
import { addFigures, type Figures, NO_FIGURES, TOKEN_FIGURES } from "../domain/figures";
import type { Usd } from "../domain/usd";

export interface DrawnKey {
  hasHash: boolean;
  name: string;
  owned: boolean;
  /** Which of two members made it; null: the directory does not tell. */
  creator: 0 | 1 | null;
  inWorkspace: boolean;
}

export interface DrawnRequest {
  /** Drawn without an id: an uploaded row that the export gave none. */
  hasId: boolean;
  second: number;
  /** Index of the key where the source knows it. */
  key: number | null;
  keyIsCertain: boolean;
  keyName: string | null;
  model: string;
  provider: string | null;
  externalUser: string | null;
  member: string | null;
  feature: string | null;
  app: string | null;
  sessionId?: string | null;
  tags?: Record<string, string> | null;
  costKnown: boolean;
  costIsCut: boolean;
  figures: Figures;
}

export interface DrawnCell extends Figures {
  key: number | null;
  model: string;
  provider: string | null;
}

export interface DrawnDay {
  books: BilledSource | "log";
  keys: DrawnKey[];
  requests: DrawnRequest[];
  cells: DrawnCell[];
}

const MODELS = ["openai/gpt-5-2026", "anthropic/claude-4", "meta/llama:free"];
const PROVIDERS = ["OpenAI", "Azure", "Stealth", "Stealth/int8"];
/** Two of one name, as OpenRouter allows, and letters that break careless writers. */
const NAMES = ["ci", "ci", "o'brien\t\\N", "späti 🛒"];
const USERS = ["ada@example.com", "Ada@Example.com", "svc-1", "tab\there\\N\n", "  ", "x'; DROP TABLE generations; --"];

const usd = (most: bigint) => fc.bigInt({ min: 0n, max: most }).map((units) => units as Usd);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null, freq: 3 });
const tokens = maybe(fc.nat({ max: 2000 }));

const figures = (requests: fc.Arbitrary<number>): fc.Arbitrary<Figures> =>
  fc.record({
    // Costs of a cut row's size and below the last digit come up often: there the reasons change.
    costUsd: fc.oneof(usd(3n), usd(2_000_000n), usd(10n ** 14n)),
    byokUsd: fc.oneof({ weight: 4, arbitrary: fc.constant(0n as Usd) }, { weight: 1, arbitrary: usd(10n ** 13n) }),
    requests,
    promptTokens: tokens,
    cachedTokens: tokens,
    cacheWriteTokens: tokens,
    completionTokens: tokens,
    reasoningTokens: tokens,
  });

const key: fc.Arbitrary<DrawnKey> = fc.record({
  hasHash: fc.boolean(),
  name: fc.constantFrom(...NAMES),
  owned: fc.boolean(),
  creator: fc.constantFrom(0, 1, null),
  inWorkspace: fc.boolean(),
});

const request = (keys: number): fc.Arbitrary<DrawnRequest> =>
  fc
    .record({
      hasId: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      second: fc.nat({ max: 3 }),
      key: maybe(fc.nat({ max: keys - 1 })),
      keyIsCertain: fc.boolean(),
      keyName: maybe(fc.constantFrom(...NAMES)),
      model: fc.constantFrom(...MODELS),
      provider: maybe(fc.constantFrom(...PROVIDERS)),
      externalUser: maybe(fc.constantFrom(...USERS)),
      member: maybe(fc.constantFrom("Ada Lovelace", "grace@example.com", "Nobody Listed")),
      feature: maybe(fc.constantFrom("chat", "search")),
      app: maybe(fc.constantFrom("Waybill test", "other\\app")),
      sessionId: maybe(fc.constantFrom("run-1", "run-2", "late\\N")),
      tags: maybe(fc.dictionary(fc.constantFrom("env", "o'clock"), fc.constantFrom("staging", "production"), { maxKeys: 2 })),
      costKnown: fc.oneof({ weight: 9, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
      costIsCut: fc.boolean(),
      figures: figures(fc.constant(1)),
    })
    .map((drawn) => (drawn.costKnown ? drawn : { ...drawn, figures: { ...drawn.figures, costUsd: 0n as Usd } }));

/** How a bill departs from the sum of its requests: not at all, by a little more, by less, or the bill knows no tokens. */
const DEPARTURES = ["equal", "more", "cut", "less", "no_tokens", "missing"] as const;

function depart(sum: Figures, departure: (typeof DEPARTURES)[number]): Figures | null {
  switch (departure) {
    case "equal":
      return sum;
    case "more":
      return {
        ...sum,
        requests: sum.requests + 2,
        costUsd: (sum.costUsd + 5_000_001n) as Usd,
        promptTokens: (sum.promptTokens ?? 0) + 7,
      };
    case "cut":
      return { ...sum, costUsd: (sum.costUsd + 999_999n) as Usd };
    case "less":
      return { ...sum, costUsd: (sum.costUsd / 2n) as Usd, completionTokens: 0, promptTokens: (sum.promptTokens ?? 0) + 3 };
    case "no_tokens":
      return { ...sum, ...Object.fromEntries(TOKEN_FIGURES.map((figure) => [figure, null])) };
    case "missing":
      return null;
  }
}

function once(cells: readonly DrawnCell[]): DrawnCell[] {
  return [...new Map(cells.map((cell) => [JSON.stringify([cell.key, cell.model, cell.provider]), cell])).values()];
}

/** The bill of these requests, by key and model as Analytics has it, or by model and provider as `/activity` has it. */
function billOf(
  requests: readonly DrawnRequest[],
  byProvider: boolean,
  departures: readonly (typeof DEPARTURES)[number][],
): DrawnCell[] {
  const sums = new Map<string, DrawnCell>();
  for (const { key, model, provider, figures } of requests) {
    const place = byProvider ? { key: null, model, provider } : { key, model, provider: null };
    const before = sums.get(JSON.stringify(place));
    sums.set(JSON.stringify(place), { ...place, ...addFigures(before ?? NO_FIGURES, figures) });
  }
  return [...sums.values()].flatMap((cell, index) => {
    const billed = depart(cell, departures[index % departures.length] ?? "equal");
    return billed ? [{ ...cell, ...billed }] : [];
  });
}

const KEYS = 4;

/** One day: keys, requests, and a bill that was made of them (with departures), of nothing, or of both. */
export const drawnDay: fc.Arbitrary<DrawnDay> = fc
  .record({
    books: fc.constantFrom<BilledSource | "log">("analytics", "analytics", "activity", "aggregate_csv", "log"),
    keys: fc.array(key, { minLength: KEYS, maxLength: KEYS }),
    requests: fc.array(request(KEYS), { maxLength: 25 }),
    departures: fc.array(fc.constantFrom(...DEPARTURES), { minLength: 1, maxLength: 6 }),
    strangers: fc.array(
      fc
        .tuple(
          fc.record({
            key: maybe(fc.nat({ max: KEYS - 1 })),
            model: fc.constantFrom(...MODELS),
            provider: fc.oneof(
              { weight: 3, arbitrary: fc.constant(null) },
              { weight: 1, arbitrary: fc.constantFrom(...PROVIDERS) },
            ),
          }),
          figures(fc.nat({ max: 5 })),
        )
        .map(([place, drawn]) => ({ ...place, ...drawn })),
      { maxLength: 3 },
    ),
  })
  .map(({ books, keys, requests, departures, strangers }) => {
    const cells = books === "log" ? [] : once([...strangers, ...billOf(requests, books === "activity", departures)]);
    return { books, keys, requests, cells };
  });
