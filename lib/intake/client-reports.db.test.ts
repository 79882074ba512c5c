import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { pool, prisma } from "../db/client";
import { mintTokenScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { rebuildDirtyDays } from "../ledger/rebuild/dirty-days";
import { takeClientReports } from "./client-reports";

const NOW = new Date("2026-11-21T10:00:00Z");

async function application(): Promise<AuthorizedScope> {
  const organization = await prisma().organization.create({ data: { slug: `o-${randomUUID()}`, name: "Acme" } });
  return mintTokenScope(organization.id, { kind: "token", tokenId: randomUUID(), name: "app" }, ["ingest"]);
}

const report = (id: string, more: object = {}) => ({ id, createdAt: "2026-11-20T09:00:00Z", model: "acme/one", ...more });

async function featuresOf({ organizationId }: AuthorizedScope) {
  await rebuildDirtyDays({ now: () => NOW });
  const { rows } = await pool().query(
    "SELECT feature, requests, cost_usd::float8 AS cost, model FROM spend_lines WHERE organization_id = $1 ORDER BY feature",
    [organizationId],
  );
  return rows;
}

it("takes what can be read, names what cannot, and a record sent again changes nothing", async () => {
  const scope = await application();
  const records = [report("gen-1", { feature: "search", usage: { cost: 0.5 } }), { id: "gen-2" }, undefined];
  const first = await takeClientReports(scope, records, undefined, NOW);
  expect(first).toMatchObject({ accepted: 1, inserted: 1 });
  expect(first.rejected.map(({ index, field }) => [index, field])).toEqual([
    [1, "createdAt"],
    [2, null],
  ]);
  expect(await takeClientReports(scope, records, undefined, NOW)).toMatchObject({ accepted: 1, inserted: 0 });
  expect(await featuresOf(scope)).toEqual([{ feature: "search", requests: 1, cost: 0.5, model: "acme/one" }]);
});

it("stores a model named by its catalogue slug under the name it is billed by", async () => {
  const scope = await application();
  const model = { permaslug: "acme/two-20260101", slug: "acme/two", name: "Two", author: "acme", pricing: {}, fetchedAt: NOW };
  await prisma().model.create({ data: model });
  await takeClientReports(scope, [report("gen-3", { model: "acme/two", usage: { cost: 0.25 } })], undefined, NOW);
  expect((await featuresOf(scope)).map((line) => line.model)).toEqual(["acme/two-20260101"]);
});

it("refuses more records than one call may carry, and a token that may only read", async () => {
  const scope = await application();
  const many = Array.from({ length: 10_001 }, (_, index) => report(`gen-${index}`));
  await expect(takeClientReports(scope, many, undefined, NOW)).rejects.toMatchObject({ code: "too_large" });
  const reader = mintTokenScope(scope.organizationId, { kind: "token", tokenId: randomUUID(), name: "reader" }, ["read"]);
  await expect(takeClientReports(reader, [report("gen-4")], undefined, NOW)).rejects.toMatchObject({ code: "forbidden" });
});
