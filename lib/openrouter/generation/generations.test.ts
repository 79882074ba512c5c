import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { GenerationReport } from "../../domain/generation/generation";
import { usdToString } from "../../domain/usd";
import { type AnalyticsFact, type AnalyticsServer, startAnalyticsServer } from "../../test/analytics-server";
import { openRouter } from "../client";
import { createdAtOf, GenerationReader, requestsByHour } from "./generations";
import { partitionKeys } from "./key-partition";

const HOUR = 3_600_000;
const FROM = Date.parse("2026-11-19T00:00:00Z");
const TO = FROM + 10 * HOUR;
const KEYS = [
  { hash: "h1", name: "ci" },
  { hash: "h2", name: "ci" },
  { hash: "h3", name: "own" },
];
const OFFERED = new Set(["api_key_id", "external_user"]);

const facts = fc
  .array(
    fc.record({
      at: fc.integer({ min: FROM, max: TO - 1 }),
      key: fc.constantFrom(...KEYS, { hash: null, name: "Chatroom" }, { hash: "h9", name: "deleted" }),
      model: fc.constantFrom("m/a", "m/b"),
      costUsd: fc.nat({ max: 1_000 }).map((n) => n / 1_024),
      byokUsd: fc.constantFrom(0, 0.25),
      externalUser: fc.constantFrom(null, "", "none", "ada@acme.example"),
    }),
    { maxLength: 120 },
  )
  .map((all) =>
    all.map(
      ({ key, ...fact }, index): AnalyticsFact => ({
        ...fact,
        keyHash: key.hash,
        keyName: key.name,
        generationId: `gen-${Math.floor(fact.at / 1_000)}-${index}`,
      }),
    ),
  );

describe("GenerationReader", () => {
  let server: AnalyticsServer;
  beforeAll(async () => {
    server = await startAnalyticsServer();
  });
  afterAll(() => server.stop());
  const account = () => openRouter({ key: "sk-or-v1-test", serverUrl: server.url });

  it("puts each request together from questions of two dimensions, whatever the row limit", async () => {
    await fc.assert(
      fc.asyncProperty(facts, fc.integer({ min: 10, max: 100 }), async (all, limit) => {
        Object.assign(server, { facts: all, limit });
        const reader = new GenerationReader(account(), partitionKeys(KEYS), OFFERED, new Date(FROM));
        const reports: GenerationReport[] = [];
        for (let to = TO; to > FROM; to -= 2 * HOUR) {
          const window = await reader.read(new Date(to - 2 * HOUR), new Date(to));
          expect(window.refused).toEqual([]);
          reports.push(...window.reports);
        }
        expect(reports).toHaveLength(all.length);
        const found = new Map(reports.map((report) => [report.generationId, report]));
        expect(found.size).toBe(all.length);
        for (const fact of all) {
          const listed = KEYS.some((key) => key.hash === fact.keyHash);
          const user = fact.externalUser === "ada@acme.example" ? fact.externalUser : null;
          const report = found.get(fact.generationId);
          expect(report).toMatchObject({
            source: "analytics",
            createdAt: new Date(Math.floor(fact.at / 1_000) * 1_000),
            keyHash: listed ? fact.keyHash : null,
            keyName: fact.keyName,
            model: fact.model,
            externalUser: user,
            member: null,
          });
          expect(report?.costUsd === null ? null : usdToString(report?.costUsd ?? (-1n as never))).toBe(String(fact.costUsd));
        }
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  it("asks for members only where a key does not tell whose a request is", async () => {
    const fact = (keyHash: string, keyName: string): AnalyticsFact => ({
      at: FROM,
      keyHash,
      keyName,
      model: "m/a",
      costUsd: 1,
      byokUsd: 0,
      generationId: `gen-${FROM / 1_000}-${keyHash}`,
      externalUser: null,
    });
    const asked = async (all: AnalyticsFact[]) => {
      Object.assign(server, { facts: all, limit: 10_000, questions: [] });
      await new GenerationReader(account(), partitionKeys(KEYS), new Set([...OFFERED, "user"]), new Date(FROM)).read(
        new Date(FROM),
        new Date(TO),
      );
      return server.questions.map((question) => question.dimensions[1]);
    };
    expect(await asked([fact("h3", "own")])).toEqual(["model", "api_key_id", "external_user"]);
    expect(await asked([fact("h1", "ci")])).toEqual(["model", "api_key_id", "external_user", "api_key_id", "api_key_id"]);
    expect(await asked([fact("h9", "deleted")])).toEqual(["model", "api_key_id", "external_user", "user"]);
    expect(await asked([])).toEqual(["model"]);
  });

  it("asks about few requests in longer stretches than about all", async () => {
    const all = Array.from({ length: 20 }, (_, index): AnalyticsFact => {
      const key =
        index % 10 === 0
          ? { hash: null, name: "Chatroom" }
          : index % 10 === 1
            ? { hash: "h1", name: "ci" }
            : { hash: "h3", name: "own" };
      const at = FROM + (index / 20) * 10 * HOUR;
      const generationId = `gen-${at / 1_000}-${index}`;
      return { at, keyHash: key.hash, keyName: key.name, model: "m/a", costUsd: 1, byokUsd: 0, generationId, externalUser: null };
    });
    Object.assign(server, { facts: all, limit: 10_000, questions: [] });
    const reader = new GenerationReader(account(), partitionKeys(KEYS), new Set([...OFFERED, "user"]), new Date(FROM));
    for (let to = TO; to > FROM; to -= HOUR) await reader.read(new Date(to - HOUR), new Date(to));
    const filtered = server.questions.filter((question) => question.filters.length > 0);
    // Ten windows of three questions; two rounds of shared names and one of members, in two stretches each at most.
    expect(server.questions.length - filtered.length).toBe(30);
    expect(filtered.length).toBeLessThanOrEqual(6);
  });

  it("counts requests by hour", async () => {
    const at = (hour: number): AnalyticsFact => ({
      at: FROM + hour * HOUR,
      keyHash: "h3",
      keyName: "own",
      model: "m/a",
      costUsd: 1,
      byokUsd: 0,
      generationId: `gen-${hour}`,
      externalUser: null,
    });
    Object.assign(server, { facts: [at(1.2), at(1.9), at(4)], limit: 10_000 });
    expect(await requestsByHour(account(), new Date(FROM), new Date(TO))).toEqual(
      new Map([
        [FROM + HOUR, 2],
        [FROM + 4 * HOUR, 1],
      ]),
    );
  });
});

describe("createdAtOf", () => {
  const hour = new Date("2026-11-19T10:00:00Z");
  const seconds = hour.getTime() / 1_000;
  it.each([
    [`gen-${seconds + 61}-abc`, "2026-11-19T10:01:01.000Z"],
    [`gen-${seconds}-abc`, "2026-11-19T10:00:00.000Z"],
    [`gen-${seconds + 3_600}-abc`, "2026-11-19T10:00:00.000Z"],
    [`gen-${seconds - 1}-abc`, "2026-11-19T10:00:00.000Z"],
    ["gen-batch-17-abc", "2026-11-19T10:00:00.000Z"],
    ["something else", "2026-11-19T10:00:00.000Z"],
  ])("%s is of %s", (id, expected) => {
    expect(createdAtOf(id, hour).toISOString()).toBe(expected);
  });
});
