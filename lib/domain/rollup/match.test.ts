import { describe, expect, it } from "vitest";
import type { KeyFacts } from "../attribution/attribution";
import { NO_FIGURES } from "../figures";
import { type BilledCell, type CellEvidence, CellFinder } from "./match";

const key = (names: string[], hasHash = true): KeyFacts => ({
  hasHash,
  names,
  workspaceId: null,
  ownerId: null,
  creatorAliases: [],
});
const KEYS = new Map([
  ["a", key(["ci"])],
  ["b", key(["ci", "batch"])],
  ["c", key(["chat"])],
  ["named", key(["ci"], false)],
]);

const cell = (keyId: string | null, provider: string | null = null, model = "m"): BilledCell => ({
  ...NO_FIGURES,
  keyId,
  model,
  provider,
});
const by = (evidence: Partial<CellEvidence>): CellEvidence => ({
  keyId: null,
  keyIsCertain: evidence.keyId !== undefined,
  keyName: null,
  model: "m",
  provider: null,
  ...evidence,
});

describe("CellFinder", () => {
  const A = cell("a");
  const B = cell("b");
  const C = cell("c");
  const NAMED = cell("named");
  const KEYLESS = cell(null);
  const CASES: [
    name: string,
    cells: BilledCell[],
    evidence: Partial<CellEvidence>,
    found: BilledCell | "ambiguous" | "unbilled",
  ][] = [
    ["its own key's cell", [A, B, KEYLESS], { keyId: "a" }, A],
    ["its own key's cell, found by name", [A, B], { keyId: "a", keyIsCertain: false }, A],
    ["nothing of another model", [cell("a", null, "other")], { keyId: "a" }, "unbilled"],
    ["nothing where only another key of the same name was billed", [B], { keyId: "a" }, "unbilled"],
    ["nothing certain where the key is only told by name", [C], { keyId: "a", keyIsCertain: false }, "ambiguous"],
    ["the cell of its key's name, where the bill knows the name alone", [NAMED, C], { keyId: "a" }, NAMED],
    ["the cell of a name it was once called", [B, C], { keyName: "batch" }, B],
    ["the only key of its name", [B, C], { keyName: "chat" }, C],
    ["neither of two keys of its name", [A, B], { keyName: "ci" }, "ambiguous"],
    ["nothing by a name nobody has", [A, B], { keyName: "other" }, "ambiguous"],
    ["the cell without a key, by a name nobody has", [A, KEYLESS], { keyName: "other" }, KEYLESS],
    ["the cell without a key, where its own has none", [B, KEYLESS], { keyId: "a" }, KEYLESS],
    ["the only cell of its model, knowing no key", [A, cell("b", null, "other")], {}, A],
    ["neither of two cells, knowing no key", [A, B], {}, "ambiguous"],
    ["neither of a key's cell and the rest without one, knowing no key", [A, KEYLESS], {}, "ambiguous"],
    ["nothing where nothing was billed, knowing no key", [], {}, "ambiguous"],
  ];
  it.each(CASES)("finds %s", (_, cells, evidence, expected) => {
    const match = new CellFinder(cells, KEYS).find(by(evidence));
    if (typeof expected === "string") expect(match).toBe(expected);
    else expect(typeof match === "string" ? match : match.cell).toBe(expected);
  });

  const OPENAI = cell(null, "OpenAI");
  const AZURE = cell(null, "Azure");
  const STEALTH = cell(null, "Stealth/int8");
  const STEALTH_FP8 = cell(null, "Stealth/fp8");
  const PROVIDERS: [name: string, cells: BilledCell[], provider: string | null, found: BilledCell | "ambiguous"][] = [
    ["the provider's cell", [OPENAI, AZURE], "OpenAI", OPENAI],
    ["the provider's cell, its endpoint named", [OPENAI, STEALTH], "stealth", STEALTH],
    ["the endpoint's own cell", [STEALTH, STEALTH_FP8], "Stealth/fp8", STEALTH_FP8],
    ["neither of a provider's two endpoints", [STEALTH, STEALTH_FP8], "Stealth", "ambiguous"],
    ["the cell that tells no provider", [AZURE, KEYLESS], "OpenAI", KEYLESS],
    ["the only cell, knowing no provider", [OPENAI], null, OPENAI],
    ["neither of two providers' cells, knowing none", [OPENAI, AZURE], null, "ambiguous"],
    ["nothing of a provider that was not billed", [AZURE], "OpenAI", "ambiguous"],
  ];
  it.each(PROVIDERS)("finds %s", (_, cells, provider, expected) => {
    const match = new CellFinder(cells, KEYS).find(by({ provider }));
    if (typeof expected === "string") expect(match).toBe(expected);
    else expect(typeof match === "string" ? match : match.cell).toBe(expected);
  });
});
