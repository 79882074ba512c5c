import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeAcmeAccount } from "../../demo/account/make-account";
import { DISABLED_MANAGEMENT_KEY, EXPIRED_MANAGEMENT_KEY, INFERENCE_KEY, MANAGEMENT_KEY } from "../../demo/acme";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import type { Day } from "../domain/day";
import { readCredits, readCurrentKey } from "./account";
import { readAnalyticsMeta } from "./billed/analytics";
import { listEndpoints, listModels } from "./catalogue/catalogue";
import { type OpenRouter, openRouter } from "./client";
import { listKeys, listMembers, listWorkspaces } from "./directory";
import { readGeneration } from "./generation/generation";
import { probeManagementKey } from "./probe";

const TODAY = "2026-11-20" as Day;
const now = new Date("2026-11-20T12:00:00Z");

let demo: DemoOpenRouter;
let account: OpenRouter;
beforeAll(async () => {
  demo = await startDemoOpenRouter({ account: makeAcmeAccount(TODAY, 3), now: () => now });
  account = openRouter({ key: MANAGEMENT_KEY, serverUrl: demo.url, attempts: 1 });
});
afterAll(() => demo.stop());

describe("probeManagementKey", () => {
  const probe = (key: string) => probeManagementKey(key, { serverUrl: demo.url, now, attempts: 1 });

  it("knows a management key and its account, and tells nothing secret", async () => {
    const probed = await probe(`  ${MANAGEMENT_KEY}\n`);
    expect(probed).toEqual({
      label: expect.stringMatching(/^sk-or-v1-.{3}\.\.\..{3}$/),
      accountId: demo.account.cast.organization?.id,
      keyHash: createHash("sha256").update(MANAGEMENT_KEY).digest("hex"),
      expiresAt: null,
    });
    expect(JSON.stringify(probed)).not.toContain(MANAGEMENT_KEY);
  });

  it.each([
    ["an inference key", INFERENCE_KEY, "wrong_key_kind"],
    ["a disabled key", DISABLED_MANAGEMENT_KEY, "key_disabled"],
    ["an unknown key", "sk-or-v1-0000000000000000", "key_unknown"],
    ["no key at all", "hello", "key_unknown"],
    ["a key that would break a header", "sk-or-v1-abc\r\nX-Evil: 1", "key_unknown"],
  ])("refuses %s in words for people", async (_, key, code) => {
    const error = await probe(key).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "WaybillError", code, todo: expect.stringContaining("management") });
    expect(`${error.message} ${error.todo} ${error.cause}`).not.toContain(key);
  });

  it("refuses an expired key by the date OpenRouter tells, and by its words", async () => {
    const late = { serverUrl: demo.url, now: new Date("2030-01-01T00:00:00Z"), attempts: 1 };
    await expect(probeManagementKey(EXPIRED_MANAGEMENT_KEY, late)).rejects.toMatchObject({
      code: "key_expired",
      message: expect.stringMatching(/^This key expired on \d{4}-\d{2}-\d{2}\.$/),
    });
    const clock = { account: demo.account, now: () => late.now };
    const later = await startDemoOpenRouter(clock);
    try {
      await expect(probeManagementKey(EXPIRED_MANAGEMENT_KEY, { ...late, serverUrl: later.url })).rejects.toMatchObject({
        code: "key_expired",
        message: "This key has expired.",
      });
    } finally {
      await later.stop();
    }
  });

  it("does not blame the key when OpenRouter is away", async () => {
    const away = probeManagementKey(MANAGEMENT_KEY, { serverUrl: "http://127.0.0.1:1/api/v1", attempts: 1 });
    await expect(away).rejects.toMatchObject({ code: "upstream_unavailable" });
  });

  it("knows a personal account by its oldest workspace", async () => {
    const { makeAccount } = await import("../../demo/account/make-account");
    const personal = await startDemoOpenRouter({
      account: makeAccount({ anchorDay: TODAY, days: 1, organization: false }),
      now: () => now,
    });
    try {
      const probed = await probeManagementKey(personal.managementKey, { serverUrl: personal.url, attempts: 1 });
      expect(probed.accountId).toBe(personal.account.cast.workspaces[0]?.id);
    } finally {
      await personal.stop();
    }
  });
});

describe("what an account is made of", () => {
  it("lists the keys of every workspace, disabled ones too, with members and workspaces", async () => {
    const { cast } = demo.account;
    const workspaces = await listWorkspaces(account);
    const workspaceIds = workspaces.items.map(({ externalId }) => externalId);
    const members = await listMembers(account);
    const keys = await listKeys(account, workspaceIds);
    expect([...workspaces.refused, ...members.refused, ...keys.refused]).toEqual([]);
    expect(workspaceIds).toEqual(cast.workspaces.map((workspace) => workspace.id));
    expect(members.items).toHaveLength(cast.members.length);
    expect(new Set(keys.items.map((key) => key.hash))).toEqual(new Set(cast.keys.map((key) => key.hash)));
    expect(new Set(keys.items.map((key) => key.workspaceExternalId)).size).toBe(cast.workspaces.length);
  });

  it("tells credits as exact money and the asking key's kind", async () => {
    const credits = await readCredits(account);
    expect(credits.totalUsd > credits.usedUsd && credits.usedUsd > 0n).toBe(true);
    expect(await readCurrentKey(account)).toMatchObject({ isManagementKey: true, disabled: false });
  });

  it("names what Analytics offers", async () => {
    const meta = await readAnalyticsMeta(account, { mayLack: false });
    expect(meta?.dimensions.has("generation_id")).toBe(true);
    expect(meta?.metrics.has("credits_usage")).toBe(true);
  });

  it("takes a refused Analytics for none only where that may be", async () => {
    const refuse = () =>
      demo.faults.add({ match: "/analytics/meta", bodyMatch: "", kind: 403, after: 0, times: 1, retryAfterSeconds: 1 });
    refuse();
    expect(await readAnalyticsMeta(account, { mayLack: true })).toBeNull();
    refuse();
    await expect(readAnalyticsMeta(account, { mayLack: false })).rejects.toMatchObject({ code: "forbidden" });
  });

  it("reads the catalogue, one entry a permaslug, and who serves a model", async () => {
    const models = await listModels(account);
    expect(new Set(models.map((model) => model.permaslug)).size).toBe(models.length);
    const used = demo.account.cellsOf(TODAY, now)[0]?.model;
    const found = models.find((model) => model.permaslug === used?.permaslug);
    expect(found?.pricing).toHaveProperty("prompt");
    const endpoints = (await listEndpoints(account, found?.slug ?? "")) ?? [];
    expect(endpoints.length).toBeGreaterThan(0);
    expect(endpoints[0]?.pricing).toHaveProperty("prompt");
    expect(await listEndpoints(account, "nobody/nothing")).toBeNull();
  });

  it("reads a single request as it was charged", async () => {
    const [wanted] = demo.account.generationsOf(TODAY, now);
    const report = await readGeneration(account, wanted?.id ?? "");
    expect(report).toMatchObject({
      generationId: wanted?.id,
      costUsd: wanted?.costUsd,
      promptTokens: wanted?.promptTokens,
      completionTokens: wanted?.completionTokens,
      keyHash: null,
    });
    await expect(readGeneration(account, "gen-1-unknown")).rejects.toMatchObject({ code: "not_found" });
  });
});
