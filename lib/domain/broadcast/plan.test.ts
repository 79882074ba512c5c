import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BroadcastDestination, type BroadcastReport, deliversTo, deliveryUrl } from "./destinations";
import { type BroadcastStep, type Drift, type KnownSetups, planBroadcast, stepSentence } from "./plan";

const URL_HERE = deliveryUrl("https://waybill.acme.com", "c-1");
const WORKSPACE = { externalId: "w-1", name: "Product", enabled: true };
const OURS: BroadcastDestination = {
  id: "d-1",
  workspaceExternalId: "w-1",
  type: "webhook",
  name: "Waybill",
  url: URL_HERE,
  enabled: true,
  samplingRate: 1,
  hasRules: false,
  hasKeys: false,
  regions: ["global", "europe", "us"],
  sendsCost: true,
  privacy: true,
  createdAt: new Date("2026-11-01T00:00:00Z"),
};
const SETUPS: KnownSetups = { url: URL_HERE, made: new Map([["d-1", { tokenIsValid: true }]]) };
const report = (...destinations: BroadcastDestination[]): BroadcastReport => ({ workspaces: [WORKSPACE], destinations });
const plan = (destination: Partial<BroadcastDestination>, setups = SETUPS) =>
  planBroadcast(report({ ...OURS, ...destination }), setups).map((step) => (step.kind === "repair" ? step.drift : step.kind));

describe("planBroadcast", () => {
  it.each<[string, Partial<BroadcastDestination>, Drift[]]>([
    ["switched off", { enabled: false }, ["enabled"]],
    ["sampled", { samplingRate: 0.25 }, ["sampling"]],
    ["filtered by rules", { hasRules: true }, ["rules"]],
    ["for some keys only", { hasKeys: true }, ["keys"]],
    ["for some regions only", { regions: ["global"] }, ["regions"]],
    ["without cost", { sendsCost: false }, ["cost"]],
    ["with prompts", { privacy: false }, ["privacy"]],
    ["sent elsewhere", { url: "https://evil.example/api/v1/otlp" }, ["url"]],
    ["of everything", { enabled: false, samplingRate: 0.5, privacy: false }, ["enabled", "sampling", "privacy"]],
  ])("repairs one that is %s", (_name, destination, drift) => {
    expect(plan(destination)).toEqual([drift]);
  });

  it("leaves one alone that is as it must be, and any that is somebody else's", () => {
    expect(plan({})).toEqual([]);
    const other = { ...OURS, id: "d-2", type: "webhook", url: "https://elsewhere.example/hook", samplingRate: 0.1 };
    const product = { ...OURS, id: "d-3", type: "langfuse", url: null };
    expect(planBroadcast(report(OURS, other, product), SETUPS)).toEqual([]);
  });

  it("makes one a workspace, and switches Broadcast on where it is off", () => {
    const off = { externalId: "w-2", name: "Research", enabled: false };
    const steps = planBroadcast({ workspaces: [WORKSPACE, off], destinations: [] }, SETUPS);
    expect(steps.map(({ kind, workspace }) => [workspace.name, kind])).toEqual([
      ["Product", "create"],
      ["Research", "enable_workspace"],
      ["Research", "create"],
    ]);
  });

  it("gives one that was made and not noted, or whose token was revoked, a new token", () => {
    expect(plan({}, { url: URL_HERE, made: new Map() })).toEqual([["token"]]);
    expect(plan({}, { url: URL_HERE, made: new Map([["d-1", { tokenIsValid: false }]]) })).toEqual([["token"]]);
  });

  it("keeps the oldest of two that send the same", () => {
    const double = { ...OURS, id: "d-0", createdAt: new Date("2026-11-02T00:00:00Z") };
    const steps = planBroadcast(report(double, OURS), SETUPS);
    expect(steps).toMatchObject([{ kind: "remove_double", destination: { id: "d-0" } }]);
  });

  const anyDestination = fc.record<BroadcastDestination>({
    id: fc.constantFrom("d-1", "d-2", "d-3"),
    workspaceExternalId: fc.constantFrom("w-1", "w-2"),
    type: fc.constantFrom("webhook", "otel-collector", "langfuse"),
    name: fc.constantFrom("Waybill", null),
    url: fc.constantFrom(URL_HERE, "https://elsewhere.example/hook", null),
    enabled: fc.boolean(),
    samplingRate: fc.constantFrom(1, 0.5),
    hasRules: fc.boolean(),
    hasKeys: fc.boolean(),
    regions: fc.constantFrom(["global"], ["global", "europe", "us"]),
    sendsCost: fc.boolean(),
    privacy: fc.boolean(),
    createdAt: fc.constantFrom(null, new Date(0)),
  });
  const anyReport = fc.record({
    workspaces: fc.constantFrom<BroadcastReport["workspaces"][]>(
      [WORKSPACE],
      [WORKSPACE, { externalId: "w-2", name: "Research", enabled: false }],
    ),
    destinations: fc.uniqueArray(anyDestination, { selector: ({ id }) => id, maxLength: 3 }),
  });

  /** What OpenRouter has after the steps were done. */
  function done(before: BroadcastReport, steps: BroadcastStep[]): { report: BroadcastReport; setups: KnownSetups } {
    const made = new Map(SETUPS.made);
    const workspaces = before.workspaces.map((workspace) => ({ ...workspace, enabled: true }));
    let destinations = [...before.destinations];
    for (const step of steps) {
      const { workspace } = step;
      if (step.kind === "remove_double") destinations = destinations.filter(({ id }) => id !== step.destination.id);
      if (step.kind === "create") {
        destinations.push({ ...OURS, id: `new-${workspace.externalId}`, workspaceExternalId: workspace.externalId });
        made.set(`new-${workspace.externalId}`, { tokenIsValid: true });
      }
      if (step.kind === "repair") {
        const { id, type, createdAt } = step.destination;
        const repaired = { ...OURS, id, type, createdAt, workspaceExternalId: workspace.externalId };
        destinations = destinations.map((destination) => (destination.id === id ? repaired : destination));
        made.set(id, { tokenIsValid: true });
      }
    }
    return { report: { workspaces, destinations }, setups: { url: URL_HERE, made } };
  }

  it("leaves nothing to do once it was done, and touches nobody else's destination", () => {
    fc.assert(
      fc.property(anyReport, (before) => {
        const steps = planBroadcast(before, SETUPS);
        const after = done(before, steps);
        expect(planBroadcast(after.report, after.setups)).toEqual([]);
        const touched = steps.flatMap((step) => ("destination" in step ? [step.destination] : []));
        expect(touched.every(({ id, url, type }) => type !== "langfuse" && (SETUPS.made.has(id) || url === URL_HERE))).toBe(true);
        expect(new Set(steps.map((step) => stepSentence(step, URL_HERE))).size).toBeLessThanOrEqual(steps.length);
      }),
    );
  });
});

describe("stepSentence", () => {
  it("says exactly what is changed", () => {
    const [step] = planBroadcast(report({ ...OURS, samplingRate: 0.125, privacy: false }), SETUPS);
    expect(step && stepSentence(step, URL_HERE)).toBe(
      "Workspace “Product”: change the destination “Waybill”: send all requests instead of 12.5\u00a0%; leave out prompts and completions (privacy mode on).",
    );
    const [create] = planBroadcast(report(), SETUPS);
    expect(create && stepSentence(create, URL_HERE)).toContain(`sends to ${URL_HERE} with an access token made for it`);
  });
});

describe("deliversTo", () => {
  it.each([
    [URL_HERE, "https://waybill.acme.com", true],
    ["https://waybill.acme.com/api/v1/otlp", "https://waybill.acme.com", true],
    ["https://waybill.acme.com/api/v1/otlp/v1/traces/", null, true],
    ["https://other.acme.com/api/v1/otlp", "https://waybill.acme.com", false],
    ["https://waybill.acme.com/hook", null, false],
    ["not an address", null, false],
    [null, null, false],
  ])("%s at %s: %s", (url, origin, delivers) => {
    expect(deliversTo(url, origin)).toBe(delivers);
  });
});
