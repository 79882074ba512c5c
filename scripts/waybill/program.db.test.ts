import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { makeAccount } from "../../demo/account/make-account";
import { startDemoOpenRouter } from "../../demo/openrouter/server";
import { pool } from "../../lib/db/client";
import type { Day } from "../../lib/domain/day";
import { mergeImport } from "../../lib/ledger/import/merge";
import { waybillProgram } from "./program";

const LOG = join(import.meta.dirname, "../../lib/openrouter/fixtures/arbiter-2026-02.csv");
const databaseUrl = process.env.DATABASE_URL;

let said: string[] = [];
let complained: string[] = [];
beforeEach(() => {
  process.env.DATABASE_URL ??= databaseUrl;
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void complained.push(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Runs one command; returns its exit code and what it printed. */
async function type(...words: string[]): Promise<{ code: number; out: string; problems: string }> {
  said = [];
  complained = [];
  await waybillProgram().parseAsync(words, { from: "user" });
  const code = Number(process.exitCode ?? 0);
  process.exitCode = undefined;
  return { code, out: said.join("\n"), problems: complained.join("\n") };
}

// biome-ignore lint/suspicious/noExplicitAny: JSON of many shapes, each looked at by its test.
async function ask(...words: string[]): Promise<any> {
  return JSON.parse((await type("--json", ...words)).out);
}

let founded = 0;
async function found(): Promise<string> {
  founded += 1;
  const { slug } = await ask("organizations", "create", `Acme ${founded}`, "--owner", "olivia@acme.dev");
  return slug;
}

describe("people", () => {
  it("founds an organization with its owner, lets people in and out, and keeps an owner", async () => {
    const slug = await found();
    const of = (...words: string[]) => ask("-o", slug, ...words);
    await of("members", "add", "felix@acme.dev", "--role", "finance");
    await of("members", "role", "felix@acme.dev", "admin");
    expect((await of("members", "list")).map(({ email, role }: Record<string, string>) => [email, role])).toEqual([
      ["felix@acme.dev", "admin"],
      ["olivia@acme.dev", "owner"],
    ]);
    expect(await of("members", "remove", "olivia@acme.dev")).toMatchObject({ error: { code: "conflict" } });
    await of("members", "remove", "felix@acme.dev");
    expect(await of("members", "list")).toHaveLength(1);
    expect((await of("sign-in-link", "olivia@acme.dev")).path).toMatch(/^\/sign-in\/link\/.{43}$/);
  });

  it("gives a manager teams", async () => {
    const slug = await found();
    await type("-o", slug, "members", "add", "mei@acme.dev", "--role", "manager");
    await type("-o", slug, "teams", "create", "Search");
    await type("-o", slug, "members", "teams", "mei@acme.dev", "Search");
    expect(await ask("-o", slug, "teams", "list")).toMatchObject([
      { name: "Search", managers: ["mei@acme.dev"], developers: [] },
    ]);
  });

  it("makes a token that is shown once, and revokes it", async () => {
    const slug = await found();
    const { token } = await ask("-o", slug, "tokens", "create", "ci", "--scope", "read", "ingest");
    expect(token).toMatch(/^wbl_/);
    expect((await type("-o", slug, "tokens", "list")).out).not.toContain(token);
    await type("-o", slug, "tokens", "revoke", "ci");
    expect((await ask("-o", slug, "tokens", "list"))[0].revokedAt).not.toBeNull();
    expect(await ask("-o", slug, "tokens", "create", "x", "--scope", "write")).toMatchObject({
      error: { code: "invalid_input" },
    });
  });

  it("asks which organization where there are several, and names those there are", async () => {
    const slug = await found();
    await found();
    const refused = await type("members", "list");
    expect(refused.code).toBe(1);
    expect(refused.problems).toContain(slug);
  });
});

describe("books", () => {
  it("takes a log in, works its days out again, and notices a line that somebody changed", async () => {
    const slug = await found();
    const of = (...words: string[]) => ask("-o", slug, ...words);
    const { id } = await of("imports", "upload", LOG);
    await mergeImport(id, { now: () => new Date() });
    const [taken] = await of("imports", "show", id);
    expect(taken).toMatchObject({ status: "succeeded", rejected: 0, firstDay: expect.stringMatching(/^2026-02/) });
    const first = await of("verify");
    expect(first).toMatchObject({ balanced: true, waiting: 0 });
    const february = ["reconcile", "--from", "2026-02-01", "--to", "2026-02-28"];
    const days = await of(...february);
    expect(days.length).toBeGreaterThan(1);
    expect(days[0]).toMatchObject({ state: "balanced", remainderUsd: "0", because: "" });
    expect(await of("reconcile", "--from", "2020-01-01", "--to", "2020-01-31")).toEqual({ days: 0 });
    const rebuilt = await of("rebuild", "--all");
    expect(rebuilt).toEqual({ rebuilt: first.days, digest: first.digest });

    await pool().query(
      "UPDATE spend_lines SET cost_usd = cost_usd + 0.000000000001 WHERE ctid = (SELECT min(ctid) FROM spend_lines)",
    );
    const wrong = await type("-o", slug, "verify");
    expect(wrong.code).toBe(1);
    expect(wrong.out).toContain("lines");
    const alarm = await type("-o", slug, ...february);
    expect(alarm.code).toBe(1);
    expect(alarm.out).toContain("The spend lines do not add up to the bill");
  });

  it("books a developer's spend where the terminal says", async () => {
    const slug = await found();
    const of = (...words: string[]) => ask("-o", slug, ...words);
    const folder = mkdtempSync(join(tmpdir(), "waybill-terminal-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, "log.csv");
    const row = "gen-1,2026-03-04 05:06:07.000,0.25,m/a,ci,ada@acme.dev,10";
    writeFileSync(file, `generation_id,created_at,cost_total,model_permaslug,api_key_name,user,tokens_prompt\n${row}\n`);
    await mergeImport((await of("imports", "upload", file)).id, { now: () => new Date() });
    const booked = async () =>
      (
        await pool().query(
          `SELECT d.name AS developer, t.name AS team, c.name AS "costCenter", s.cost_usd AS cost
           FROM spend_lines s JOIN organizations o ON o.id = s.organization_id
           LEFT JOIN developers d ON d.id = s.developer_id LEFT JOIN teams t ON t.id = s.team_id
           LEFT JOIN cost_centers c ON c.id = s.cost_center_id WHERE o.slug = $1`,
          [slug],
        )
      ).rows;

    await of("teams", "create", "Research");
    await of("developers", "rename", "ada@acme.dev", "Ada");
    await of("developers", "own", "ci", "Ada", "--from", "2026-03-01");
    await of("teams", "place", "Ada", "Research", "--from", "2026-03-01");
    await of("cost-centers", "create", "Laboratory", "4711");
    await of("cost-centers", "charge", "Research", "4711", "--from", "2026-03-01", "--until", "2026-04-01");
    await of("rebuild", "--from", "2026-03-04");
    expect(await booked()).toEqual([{ developer: "Ada", team: "Research", costCenter: "Laboratory", cost: "0.250000000000" }]);
    const late = ["charge", "Research", "4711", "--from", "2026-04-01"] as const;
    expect(await of("cost-centers", ...late)).toMatchObject({ team: "Research", costCenter: "Laboratory", until: null });
    expect(await of("cost-centers", "list")).toMatchObject([{ name: "Laboratory", code: "4711" }]);

    await of("developers", "alias", "Ada", "user", "ada-laptop");
    expect(await of("developers", "list")).toMatchObject([{ name: "Ada", aliases: expect.arrayContaining(["user:ada-laptop"]) }]);
  });

  it("tells of one request, and drops it when it is older than requests are kept", async () => {
    const slug = await found();
    const of = (...words: string[]) => ask("-o", slug, ...words);
    const { id } = await of("imports", "upload", LOG);
    await mergeImport(id, { now: () => new Date() });
    const { rows } = await pool().query(
      "SELECT generation_id AS id FROM generations g JOIN organizations o ON o.id = g.organization_id WHERE o.slug = $1 ORDER BY cost_usd DESC LIMIT 1",
      [slug],
    );
    expect(await of("generation", rows[0].id)).toMatchObject([{ generation_id: rows[0].id, sources: ["log"] }]);
    await pool().query("UPDATE day_books SET rebuilt_at = '2026-03-01T00:00:00Z'");
    expect(await of("retention", "set", "forever")).toEqual({ days: null });
    const before = await of("verify");
    expect((await of("retention", "drop")).requests).toBe(0);
    await of("retention", "set", "35");
    expect((await of("retention", "drop")).requests).toBeGreaterThan(0);
    expect(await of("retention", "show")).toMatchObject([{ keptDays: 35, firstKeptDay: null }]);
    expect(await of("generation", rows[0].id)).toMatchObject({ error: { code: "not_found" } });
    expect(await of("verify")).toMatchObject({ balanced: true, days: before.days });
  });

  it.each([
    [["imports", "upload", "no-such-file.csv"], "not_found"],
    [["imports", "show", "no-such-import"], "not_found"],
    [["rebuild"], "invalid_input"],
    [["rebuild", "--from", "2026-02-02", "--to", "2026-02-01"], "invalid_input"],
    [["rebuild", "--from", "yesterday"], "invalid_input"],
    [["sync", "now"], "not_found"],
    [["connections", "pause", "nothing"], "not_found"],
    [["cost-centers", "charge", "nothing"], "not_found"],
    [["generation", "gen-0-nobody"], "not_found"],
    [["generation", "gen-0-nobody", "--repair"], "not_found"],
    [["generation", "row-1", "--repair"], "invalid_input"],
    [["retention", "set", "34"], "invalid_input"],
    [["retention", "set", "long"], "invalid_input"],
  ])("refuses %j with words", async (words, code) => {
    const slug = await found();
    expect(await ask("-o", slug, ...words)).toMatchObject({ error: { code, message: expect.stringMatching(/\.$/) } });
  });
});

describe("connections", () => {
  it("imports a key from the environment, and never prints it", async () => {
    const slug = await found();
    const account = makeAccount({ seed: "terminal", anchorDay: "2026-11-20" as Day, days: 3 });
    const openrouter = await startDemoOpenRouter({ account });
    try {
      vi.stubEnv("OPENROUTER_BASE_URL", openrouter.url);
      vi.stubEnv("WAYBILL_MASTER_KEY", randomBytes(32).toString("base64"));
      vi.stubEnv("WAYBILL_MANAGEMENT_KEY", openrouter.managementKey);
      const added = await type("--json", "-o", slug, "connections", "add", "--name", "Main");
      await type("-o", slug, "connections", "rename", "Main", "Production");
      const listed = await type("--json", "-o", slug, "connections", "list");
      expect(JSON.parse(listed.out)).toMatchObject([{ name: "Production", status: "active", lastRun: "queued" }]);
      expect(added.out + listed.out).not.toContain(openrouter.managementKey);
      expect(await ask("-o", slug, "connections", "add")).toMatchObject({ error: { code: "account_known" } });

      vi.stubEnv("WAYBILL_MANAGEMENT_KEY", openrouter.inferenceKey ?? "");
      expect(await ask("-o", slug, "connections", "add")).toMatchObject({ error: { code: "wrong_key_kind" } });
      const [asked] = account.generationsOf("2026-11-19" as Day, new Date("2026-11-20T12:00:00Z"));
      const [told] = await ask("-o", slug, "generation", asked?.id ?? "", "--repair");
      expect(told).toMatchObject({ generation_id: asked?.id, connection: "Production", sources: ["analytics"] });
      expect((await ask("keys", "rotate")).broken).toEqual([]);
      await type("-o", slug, "connections", "remove", "Production");
      expect(await ask("-o", slug, "connections", "list")).toEqual([]);
    } finally {
      await openrouter.stop();
    }
  });
});
