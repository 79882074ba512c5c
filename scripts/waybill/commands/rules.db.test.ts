import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";
import { waybillProgram } from "../program";

const databaseUrl = process.env.DATABASE_URL;
let said: string[] = [];
beforeEach(() => {
  process.env.DATABASE_URL ??= databaseUrl;
  const hear = (text: string) => void said.push(text);
  vi.spyOn(console, "log").mockImplementation(hear);
  vi.spyOn(console, "error").mockImplementation(hear);
});
afterEach(() => vi.restoreAllMocks());

async function type(...words: string[]): Promise<string> {
  said = [];
  await waybillProgram().parseAsync(words, { from: "user" });
  process.exitCode = undefined;
  return said.join("\n");
}

const RULE = {
  id: "10000000-0000-4000-8000-000000000001",
  name: "Nightly",
  enabled: true,
  conditions: [{ field: "session", tag: null, match: "prefix", value: "night-" }],
  sets: { developer: [], team: [], feature: [{ to: "batch", percent: "100" }] },
};

it("imports rules from a file when told to, shows them, restores older ones, and says what is wrong with a file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-rules-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const good = file("good.json", JSON.stringify([RULE]));
  await type("organizations", "create", "Ruled", "--owner", "olivia@acme.dev");
  await type("rules", "import", good);
  expect(JSON.parse(await type("--json", "rules", "list"))).toEqual([]);
  expect(await type("rules", "import", good, "--save", "--note", "from a file")).toContain("Saved as version 1.");
  expect(JSON.parse(await type("rules", "export"))).toEqual([RULE]);
  expect(await type("rules", "show")).toContain("session begins with “night-”");
  expect(await type("rules", "import", file("none.json", "[]"), "--save")).toContain("Saved as version 2.");
  expect(await type("rules", "restore", "1")).toContain("in force again, as version 3.");
  expect(JSON.parse(await type("rules", "export", "3"))).toEqual([RULE]);
  expect(await type("rules", "restore", "9")).toContain("no such version");
  expect(await type("rules", "show", "first")).toContain("is no version");
  expect(await type("rules", "import", file("bad.json", "{"))).toContain("holds no JSON");
  expect(await type("rules", "import", join(folder, "missing.json"))).toContain("cannot be read");
  const list = await type("rules", "import", file("list.json", '{"rules": []}'));
  expect(list).toContain("(the whole: Invalid input: expected array, received object).");
  expect(list).toContain("rules export");
  const kind = { ...RULE, conditions: [{ ...RULE.conditions[0], match: "like" }] };
  expect(await type("rules", "import", file("kind.json", JSON.stringify([RULE, kind])))).toMatch(
    /not attribution rules, and nothing was saved \(rule 2, conditions\.0\.match: /,
  );
  const short = { ...RULE, sets: { ...RULE.sets, feature: [{ to: "batch", percent: "99.9" }] } };
  expect(await type("rules", "import", file("short.json", JSON.stringify([short])), "--save")).toContain(
    "add up to 99.9, not to 100",
  );
});
