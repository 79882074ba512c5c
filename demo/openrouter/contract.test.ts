import { OpenRouter } from "@openrouter/sdk";
import type { ObservabilityDestination } from "@openrouter/sdk/models";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseDay } from "../../lib/domain/day";
import { makeAcmeAccount } from "../account/make-account";
import { type DemoOpenRouter, startDemoOpenRouter } from "./server";

// Months of history are worked out on the way, on whatever machine this is.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

// Every answer goes through the SDK's own schemas: one that OpenRouter could not have given throws.
let server: DemoOpenRouter;
let sdk: OpenRouter;
let payer: OpenRouter;

beforeAll(async () => {
  const account = makeAcmeAccount(parseDay("2026-11-20"), 60);
  server = await startDemoOpenRouter({ account, now: () => new Date("2026-11-20T15:30:00Z") });
  const client = (apiKey: string | null) =>
    new OpenRouter({ apiKey: apiKey ?? "", serverURL: server.url, retryConfig: { strategy: "none" } });
  sdk = client(server.managementKey);
  payer = client(server.inferenceKey);
});
afterAll(() => server.stop());

async function pages<Page, Item>(iterator: AsyncIterable<Page>, read: (page: Page) => Item[]): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of iterator) items.push(...read(page));
  return items;
}

/** A destination of a kind that the SDK knows. */
function known(destination: ObservabilityDestination) {
  if (!("id" in destination)) throw new Error("a destination of an unknown kind");
  return destination;
}

describe("the SDK reads", () => {
  test("GET /key of a management key and of an inference key", async () => {
    const management = await sdk.apiKeys.getCurrentKeyMetadata();
    expect(management.data).toMatchObject({
      isManagementKey: true,
      isProvisioningKey: true,
      label: expect.stringMatching(/^sk-or-v1-\w{3}\.\.\.\w{3}$/),
    });
    expect((await payer.apiKeys.getCurrentKeyMetadata()).data).toMatchObject({
      isManagementKey: false,
      usage: expect.any(Number),
    });
  });

  test("GET /credits", async () => {
    const { data } = await sdk.credits.getCredits();
    expect(data.totalCredits).toBe(17_000);
    expect(data.totalUsage).toBeGreaterThan(1_000);
  });

  test("GET /keys of every workspace, and one by its hash", async () => {
    const workspaces = await pages(await sdk.workspaces.list(), (page) => page.result.data);
    expect(workspaces.map((workspace) => workspace.name)).toEqual(["Default", "Product", "Research"]);
    const lists = await Promise.all(
      workspaces.map((workspace) => sdk.apiKeys.list({ workspaceId: workspace.id, includeDisabled: true })),
    );
    const keys = lists.flatMap((list) => list.data);
    expect(keys).toHaveLength(13);
    expect(keys.filter((key) => key.name === "staging")).toHaveLength(2);
    const [first] = keys;
    expect((await sdk.apiKeys.get({ hash: first!.hash })).data).toEqual(first);
  });

  test("GET /organization/members", async () => {
    const members = await pages(await sdk.organization.listMembers(), (page) => page.result.data);
    expect(members.map((member) => member.email)).toContain("ada.okafor@acme-robotics.example");
  });

  test("GET /activity, by workspace too", async () => {
    const { data } = await sdk.analytics.getUserActivity();
    expect(new Set(data.map((row) => row.date.slice(0, 10))).size).toBe(30);
    const split = await sdk.analytics.getUserActivity({ groupBy: "workspace", date: "2026-11-19" });
    expect(split.data.every((row) => row.workspaceId !== undefined)).toBe(true);
  });

  test("GET /analytics/meta and POST /analytics/query", async () => {
    const { data } = await sdk.analytics.getAnalyticsMeta();
    const range = { start: new Date("2026-11-19T00:00:00Z"), end: new Date("2026-11-20T00:00:00Z") };
    for (const dimension of data.dimensions) {
      const metrics = data.metrics.map((metric) => metric.name);
      const answer = await sdk.analytics.queryAnalytics({
        requestBody: { metrics, dimensions: [dimension.name], granularity: "hour", timeRange: range, limit: 10_000 },
      });
      expect(answer.data.metadata.rowCount, dimension.name).toBeGreaterThan(0);
    }
  });

  test("GET /models, endpoints and providers", async () => {
    const models = await pages(await sdk.models.list({ limit: 7 }), (page) => page.result.data);
    expect(models).toHaveLength(23);
    for (const model of models) {
      const [author = "", slug = ""] = model.id.split("/");
      expect((await sdk.endpoints.list({ author, slug })).data.endpoints.length).toBeGreaterThan(0);
    }
    expect((await sdk.providers.list()).data.length).toBeGreaterThan(5);
  });

  test("GET /generation of every kind of outcome", async () => {
    const seen = new Set<string>();
    for (const generation of server.account.generationsOf(parseDay("2026-11-19"), new Date("2026-11-20T15:30:00Z"))) {
      const kind = `${generation.finishReason}/${generation.byokRequests}/${generation.key === null}`;
      if (seen.has(kind)) continue;
      seen.add(kind);
      const { data } = await sdk.generations.getGeneration({ id: generation.id });
      expect(data).toMatchObject({ id: generation.id, model: generation.model.permaslug, cancelled: generation.cancelled });
    }
    expect(seen.size).toBeGreaterThan(5);
  });

  test("POST, GET, PATCH and DELETE /observability/destinations, secrets masked", async () => {
    const [workspace] = await pages(await sdk.workspaces.list(), (page) => page.result.data);
    const workspaceId = workspace!.id;
    const secret = "Bearer wbl_a_secret_that_nobody_reads_back";
    const config = { url: "https://waybill.example/api/v1/otlp/v1/traces", headers: { Authorization: secret } };
    const made = known(
      (
        await sdk.observability.create({
          createObservabilityDestinationRequest: {
            type: "webhook",
            name: "Waybill",
            workspaceId,
            config,
            broadcastGenerationCost: true,
            privacyMode: true,
            regions: ["global", "eu"],
          },
        })
      ).data,
    );
    expect(made).toMatchObject({ enabled: true, samplingRate: 1, apiKeyHashes: null, regions: ["global", "europe"] });
    const rules = { groups: [{ logic: "and" as const, rules: [{ field: "model" as const, operator: "exists" as const }] }] };
    const collector = { endpoint: "https://otel.example/v1/traces" };
    const other = await sdk.observability.create({
      createObservabilityDestinationRequest: { type: "otel-collector", name: "Mine", config: collector, filterRules: rules },
    });
    const listed = await pages(await sdk.observability.list({ workspaceId }), (page) => page.result.data);
    expect(listed.map((destination) => known(destination).name)).toEqual(["Waybill", "Mine"]);
    expect(JSON.stringify(listed)).not.toContain(secret);
    expect(server.destinations[0]?.config.headers).toEqual({ Authorization: secret });
    const { data: changed } = await sdk.observability.update({
      id: made.id,
      updateObservabilityDestinationRequest: { enabled: false, samplingRate: 0.25 },
    });
    expect(changed).toMatchObject({ enabled: false, samplingRate: 0.25, privacyMode: true });
    expect((await sdk.observability.get({ id: made.id })).data).toEqual(changed);
    for (const { id } of [made, known(other.data)]) expect(await sdk.observability.delete({ id })).toEqual({ deleted: true });
    await expect(sdk.observability.get({ id: made.id })).rejects.toMatchObject({ statusCode: 404 });
  });

  test("PATCH /workspaces/{id} to switch Broadcast on and off", async () => {
    const [workspace] = await pages(await sdk.workspaces.list(), (page) => page.result.data);
    for (const isObservabilityBroadcastEnabled of [true, false]) {
      const change = { id: workspace!.id, updateWorkspaceRequest: { isObservabilityBroadcastEnabled } };
      expect((await sdk.workspaces.update(change)).data).toMatchObject({ isObservabilityBroadcastEnabled });
    }
  });

  test("POST /chat/completions, whole and streamed", async () => {
    const request = { model: "anthropic/claude-sonnet-5", messages: [{ role: "user" as const, content: "Say something." }] };
    const whole = await payer.chat.send({ chatRequest: { ...request, stream: false as const } });
    expect(whole).toMatchObject({ usage: { isByok: false, cost: expect.any(Number) } });
    const stream = await payer.chat.send({ chatRequest: { ...request, stream: true as const } });
    if (!(stream instanceof ReadableStream)) throw new Error("not a stream");
    const chunks: unknown[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { cost: expect.any(Number) } });
  });
});
