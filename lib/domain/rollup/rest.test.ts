import { describe, expect, it } from "vitest";
import { type Figures, NO_FIGURES } from "../figures";
import { parseUsd } from "../usd";
import { saysNothing } from "./line";
import { restOf } from "./rest";

type Some = { cost?: string; byok?: string; requests?: number; prompt?: number | null; cached?: number | null };

function figures({ cost = "0", byok = "0", requests = 0, prompt = null, cached = null }: Some): Figures {
  return {
    ...NO_FIGURES,
    costUsd: parseUsd(cost),
    byokUsd: parseUsd(byok),
    requests,
    promptTokens: prompt,
    cachedTokens: cached,
  };
}

/** The parts that say anything, by name. */
function partsOf(cell: Some, booked: Some, cutRows = 0): Record<string, Figures> {
  const { remainder, differences } = restOf(figures(cell), { figures: figures(booked), cutRows });
  const parts = [["remainder", remainder] as const, ...differences.map(({ reason, figures }) => [reason, figures] as const)];
  return Object.fromEntries(parts.filter(([, part]) => !saysNothing(part)));
}

describe("restOf", () => {
  const CASES: [name: string, cell: Some, booked: Some, cutRows: number, parts: Record<string, Some>][] = [
    ["agreement leaves nothing", { cost: "1", requests: 2, prompt: 5 }, { cost: "1", requests: 2, prompt: 5 }, 0, {}],
    [
      "no evidence leaves all",
      { cost: "1", requests: 2, prompt: 5 },
      {},
      0,
      { remainder: { cost: "1", requests: 2, prompt: 5 } },
    ],
    [
      "some evidence leaves the rest",
      { cost: "1", requests: 2, prompt: 5 },
      { cost: "0.4", requests: 1, prompt: 2 },
      0,
      { remainder: { cost: "0.6", requests: 1, prompt: 3 } },
    ],
    [
      "an empty bill takes all back",
      { prompt: 0 },
      { cost: "1", requests: 1, prompt: 5 },
      0,
      { evidence_exceeds_bill: { cost: "-1", requests: -1, prompt: -5 } },
    ],
    [
      "each figure stands on its own side",
      { cost: "1", requests: 3, prompt: 5, cached: 9 },
      { cost: "2", requests: 1, prompt: 8, cached: 4 },
      0,
      { remainder: { requests: 2, prompt: 0, cached: 5 }, evidence_exceeds_bill: { cost: "-1", prompt: -3, cached: 0 } },
    ],
    [
      "figures the bill does not tell stay unknown",
      { cost: "1", requests: 1 },
      { cost: "0.5", requests: 0, prompt: 7 },
      0,
      { remainder: { cost: "0.5", requests: 1 } },
    ],
    [
      "tokens the evidence does not tell are all left",
      { requests: 1, prompt: 7 },
      { requests: 1 },
      0,
      { remainder: { prompt: 7 } },
    ],
    [
      "cut costs fall short by less than a micro-dollar a row",
      { cost: "0.000002", requests: 2 },
      { requests: 2 },
      2,
      { log_csv_cut: { cost: "0.000002" } },
    ],
    [
      "more than that is not the cut",
      { cost: "0.000002000001", requests: 2 },
      { requests: 2 },
      2,
      { remainder: { cost: "0.000002000001" } },
    ],
    [
      "a row that was not cut explains no cut",
      { cost: "0.000002", requests: 2 },
      { requests: 2 },
      1,
      { remainder: { cost: "0.000002" } },
    ],
    [
      "with a request left, the rest may be its cost",
      { cost: "0.000001", requests: 3 },
      { requests: 2 },
      2,
      { remainder: { cost: "0.000001", requests: 1 } },
    ],
    ["BYOK costs are cut alike", { byok: "0.000001", requests: 1 }, { requests: 1 }, 1, { log_csv_cut: { byok: "0.000001" } }],
    [
      "a rest below each request's last digit is rounding",
      { cost: "0.000000000002", requests: 2 },
      { requests: 2 },
      0,
      { rounding: { cost: "0.000000000002" } },
    ],
    [
      "rounding may have gone either way",
      { requests: 2 },
      { cost: "0.000000000002", requests: 2 },
      0,
      { rounding: { cost: "-0.000000000002" } },
    ],
    [
      "a rest above it is not rounding",
      { requests: 2 },
      { cost: "0.000000000003", requests: 2 },
      0,
      { evidence_exceeds_bill: { cost: "-0.000000000003" } },
    ],
    [
      "nothing is rounding where requests are left",
      { cost: "0.000000000001", requests: 2 },
      { requests: 1 },
      0,
      { remainder: { cost: "0.000000000001", requests: 1 } },
    ],
    ["a charge without any request is a remainder", { cost: "0.000000000001" }, {}, 0, { remainder: { cost: "0.000000000001" } }],
  ];
  it.each(CASES)("%s", (_, cell, booked, cutRows, expected) => {
    const wanted = Object.entries(expected).map(([reason, some]) => [reason, some] as const);
    const parts = partsOf(cell, booked, cutRows);
    expect(Object.keys(parts).sort()).toEqual(wanted.map(([reason]) => reason).sort());
    for (const [reason, { cost = "0", byok = "0", requests = 0, prompt, cached }] of wanted) {
      expect(parts[reason]).toMatchObject({ costUsd: parseUsd(cost), byokUsd: parseUsd(byok), requests });
      expect(parts[reason]?.promptTokens).toBe(prompt ?? (cell.prompt === undefined ? null : 0));
      expect(parts[reason]?.cachedTokens).toBe(cached ?? (cell.cached === undefined ? null : 0));
    }
  });
});
