import { beforeEach, expect, it, vi } from "vitest";
import { pool } from "../../../lib/db/client";
import { parseDay } from "../../../lib/domain/day";
import { accountOfTwoKeys, billDay } from "../../../lib/test/billed-days";
import { waybillProgram } from "../program";

let said: string[] = [];
beforeEach(() => {
  said = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  return () => vi.restoreAllMocks();
});

// biome-ignore lint/suspicious/noExplicitAny: JSON of many shapes
async function ask(...words: string[]): Promise<any[]> {
  said = [];
  await waybillProgram().parseAsync(["--json", ...words], { from: "user" });
  process.exitCode = undefined;
  return said.map((line) => JSON.parse(line));
}

it("makes, lists, shows, changes and ends budgets by what people call things", async () => {
  vi.useFakeTimers({ now: new Date("2026-11-10T12:00:00Z"), toFake: ["Date"] });
  const account = await accountOfTwoKeys();
  await billDay(account, parseDay("2026-11-09"), ["7", "3"], { pulledAt: new Date() });
  const { rows } = await pool().query("SELECT slug FROM organizations WHERE id = $1", [account.organizationId]);
  const of = (...words: string[]) => ask("-o", rows[0].slug, "budgets", ...words);
  const on = ["--on", "developer=Owner", "--on", "key=build"];
  const [made] = await of("create", "Owner's build", "6", ...on, "--from", "2026-10-01", "--owner", "ada@example.com");
  expect(made).toMatchObject({ name: "Owner's build", id: expect.any(String) });
  expect(await of("list")).toEqual([
    [
      expect.objectContaining({
        name: "Owner's build",
        state: "exceeded",
        on: "Developer Owner, key build",
        spentUsd: "7",
        amountUsd: "6",
      }),
    ],
  ]);
  await of("amount", "Owner's build", "60", "--until", "2026-11-30");
  const [head, past] = await of("show", "Owner's build");
  expect(head).toMatchObject({ state: "warning" });
  expect(past).toEqual([{ period: "1–31 Oct 2026", outcome: "unknown", spentUsd: null, amountUsd: "6" }]);
  await of("rename", "Owner's build", "Build");
  expect(await of("end", "Build")).toEqual([expect.objectContaining({ name: "Build", lastDay: "2026-11-10" })]);
  expect(await of("create", "X", "0")).toMatchObject([{ error: { code: "invalid_input" } }]);
  expect(await of("create", "X", "5", "--on", "mood=good")).toMatchObject([{ error: { code: "invalid_input" } }]);
  expect(await of("create", "X", "5", "--on", "developer=Nobody")).toMatchObject([{ error: { code: "not_found" } }]);
  vi.useRealTimers();
});
