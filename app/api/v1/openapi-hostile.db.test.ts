/**
 * Asks every call of the API's description with values that nobody means well with. Whatever comes, the answer is one that the
 * description tells of: never a 500, and what is refused is refused in words that say what to do.
 */
import { globSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createToken } from "@/lib/ledger/tokens";
import { type FurnishedOrganization, furnishOrganization } from "@/lib/test/furnished-organization";
import { HOSTILE_TEXTS } from "../../_test/hostile-texts";
import { ErrorAnswer } from "./contract";
import { openApiDocument } from "./openapi";

process.env.WAYBILL_URL = "http://localhost";
process.env.NEXTAUTH_SECRET = "a secret of more than thirty-two characters";

type Handler = (request: Request, context: { params: Promise<Record<string, string>> }) => Promise<Response>;
interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: string[];
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  items?: Schema;
}
interface Operation {
  parameters?: { name: string; in: "query" | "path"; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

// The document as a reader has it: plain JSON.
const description = JSON.parse(JSON.stringify(openApiDocument()));
const paths: Record<string, Record<string, Operation>> = description.paths;

const DEEP = JSON.parse(`${"[".repeat(500)}${"]".repeat(500)}`);
const HOSTILE_VALUES: unknown[] = [
  ...HOSTILE_TEXTS,
  ...[null, true, 0, -1, 1.5, 1e308, -1e308, 5e-324, 2 ** 53, 1e20, [], {}, [null], [[]], DEEP],
  ...[
    { __proto__: null, constructor: 1 },
    { a: { b: [1] } },
    Array(2_000).fill("x"),
    Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at, at])),
  ],
];
/** Names that no call takes, and that break careless readers of objects. */
const NAMES = ["__proto__", "constructor", "hasOwnProperty", "", "weather", "from[]", "from.to"];
const RAW_QUERIES = [
  "%",
  "%zz=1",
  "from=%ff%fe",
  "a=%C0%80&%00=%00",
  "&&&&=",
  "=",
  "from=2026-11-01&from=2026-11-02",
  "by=".repeat(500),
];
const RAW_BODIES = [
  ...[
    "",
    "{",
    "null",
    "[]",
    "0",
    '"text"',
    "{}",
    '{"__proto__":{"admin":true}}',
    "[".repeat(5_000),
    '{"a":1}\n{"a"',
    "\ufeff{}",
    "\0",
  ],
  ...[
    '{"name":"a","name":"b"}',
    '{"amountUsd":1e999}',
    '[{"id":"gen-1","time":"now"}]',
    "generation_id,cost\r\n1,2",
    "PK\u0003\u0004",
  ],
];

function resolved(schema: Schema): Schema {
  const named = schema.$ref ? description.components.schemas[schema.$ref.split("/").at(-1) ?? ""] : schema;
  return named.anyOf?.find(({ type }: Schema) => type !== "null") ?? named;
}

let world: FurnishedOrganization;
let token: string;
beforeAll(async () => {
  world = await furnishOrganization();
  const { rows } = await pool().query("SELECT id FROM organizations WHERE slug = $1", [world.slug]);
  const scope = mintSystemScope(rows[0].id, { kind: "operator" });
  token = (await createToken(scope, { name: "x", scopes: ["read", "ingest", "manage"], expiresAt: null }, new Date())).token;
});

/** What the call would understand, so that hostile values beside it get as far as they can. */
function plausible(name: string, asked: Schema): unknown {
  const schema = resolved(asked);
  const known: Record<string, unknown> = {
    ownerEmail: "bo@acme.com",
    to: "2026-11-02",
    week: "2026-W40",
    amountUsd: "100",
    per: "month",
    name: "A name",
    month: "2026-10",
  };
  const ids: Record<string, string> = {
    key: world.keyId,
    developer: world.developerId,
    team: world.teamId,
    connection: world.connectionId,
  };
  if (schema.type === "array") return [plausible(name, schema.items ?? {})];
  if (schema.type === "object") {
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([own, part]) => [own, plausible(own, part)]));
  }
  if (schema.enum) return schema.enum[0];
  if (schema.format === "date" && name !== "to") return name === "endsOn" ? "2999-12-31" : "2026-11-01";
  if (schema.format === "date-time") return "2026-11-01T00:00:00Z";
  if (schema.type === "integer" || schema.type === "number") return 20;
  return known[name] ?? ids[name] ?? "none";
}

const idOf = (path: string) => (path.includes("budgets") ? world.budgetId : world.importId);
const oneOf = <Value>(values: readonly Value[]) => fc.constantFrom(...values);

interface Asked {
  query: string;
  params: Record<string, string>;
  body: string | null;
  type: string;
}

function asking(path: string, { parameters = [], requestBody }: Operation): fc.Arbitrary<Asked> {
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  const texts = (name: string, schema: Schema) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constant([plausible(name, schema)].flat().map(String)) },
      { weight: 3, arbitrary: oneOf(HOSTILE_TEXTS).map((text) => [text]) },
      { weight: 2, arbitrary: fc.array(oneOf(HOSTILE_TEXTS), { minLength: 2, maxLength: 4 }) },
      { weight: 2, arbitrary: fc.constant<string[]>([]) },
    );
  const named = fc.tuple(
    ...inQuery.map(({ name, schema }) => texts(name, schema).map((values) => values.map((value) => [name, value]))),
  );
  const strange = fc.array(fc.tuple(oneOf(NAMES), oneOf(HOSTILE_TEXTS)), { maxLength: 1 });
  // A lone surrogate cannot be written into an address; the browser's own form of it can.
  const written = fc
    .tuple(named, fc.oneof({ weight: 5, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: strange }))
    .map(([pairs, more]) => new URLSearchParams([...pairs.flat(), ...more] as [string, string][]).toString());
  const fine = fc.constant(
    new URLSearchParams(
      inQuery
        .filter(({ name }) => ["from", "to", "by", "month"].includes(name))
        .map(({ name, schema }) => [name, String(plausible(name, schema))]),
    ).toString(),
  );
  const query = fc.oneof(
    { weight: 8, arbitrary: written },
    { weight: 3, arbitrary: fine },
    { weight: 1, arbitrary: oneOf(RAW_QUERIES) },
  );
  const params = fc.record(
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === "path")
        .map(({ name }) => {
          const real = name === "id" ? idOf(path) : "2026-W40";
          return [name, fc.oneof({ weight: 3, arbitrary: fc.constant(real) }, { weight: 1, arbitrary: oneOf(HOSTILE_TEXTS) })];
        }),
    ),
  );
  const [type = "application/json", content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const good = content && plausible("body", content.schema);
  const records = Array.isArray(good) ? (good as unknown[]) : [good];
  const spoilt = fc
    .tuple(oneOf(records), oneOf(Object.keys(records[0] ?? { x: 1 })), oneOf(HOSTILE_VALUES))
    .map(([record, field, value]) => {
      const changed = { ...(record as object), [field]: value };
      return JSON.stringify(Array.isArray(good) ? [changed, record] : changed);
    });
  const whole = oneOf([...RAW_BODIES, ...HOSTILE_VALUES.map((value) => JSON.stringify(value))]);
  const types = oneOf([
    type,
    type,
    type,
    "text/plain",
    "application/json; charset=utf-16",
    "multipart/form-data; boundary=x",
    "\u00ff",
  ]);
  const body = requestBody ? fc.oneof({ weight: 3, arbitrary: spoilt }, { weight: 2, arbitrary: whole }) : fc.constant(null);
  return fc.record({ query, params, body, type: requestBody ? types : fc.constant("text/plain") }) as fc.Arbitrary<Asked>;
}

const files = globSync("**/route.ts", { cwd: import.meta.dirname }).filter((file) => !file.startsWith("openapi.json"));
const walk = files.flatMap((file) => {
  const path = `/api/v1/${file
    .replace(/\/route\.ts$/, "")
    .replaceAll("[", "{")
    .replaceAll("]", "}")}`;
  return Object.entries(paths[path] ?? {}).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    operation,
    file,
  }));
});

/** Asked as a call is meant to be: by what it cannot do without, and a body as its schema has it. */
function fairly(path: string, { parameters = [], requestBody }: Operation): Asked {
  const needed = parameters.filter(({ name }) => ["from", "to", "month"].includes(name));
  const query = new URLSearchParams(needed.map(({ name, schema }) => [name, String(plausible(name, schema))])).toString();
  const inPath = parameters
    .filter((parameter) => parameter.in === "path")
    .map(({ name }) => [name, name === "id" ? idOf(path) : "2026-W40"]);
  const [type = "text/plain", content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  return {
    query,
    params: Object.fromEntries(inPath),
    body: content ? JSON.stringify(plausible("body", content.schema)) : null,
    type,
  };
}

describe.each(walk)("$method $path", ({ path, method, operation, file }) => {
  const ask = async ({ query, params, body, type }: Asked): Promise<Response> => {
    const handler = ((await import(/* @vite-ignore */ join(import.meta.dirname, file))) as Record<string, Handler>)[method];
    const headers = { authorization: `Bearer ${token}`, "content-type": type };
    const request = new Request(`http://localhost${path}?${query}`, { method, headers, body });
    return (handler as Handler)(request, { params: Promise.resolve(params) });
  };

  it("answers whatever comes as its description says", async () => {
    // What always fails at the first look proves nothing about what lies behind it. No file is made up here.
    const fair = fairly(path, operation);
    const response = await ask(fair);
    if (fair.type !== "text/csv" && response.status === 400) throw new Error(`${JSON.stringify(fair)}: ${await response.text()}`);
    await fc.assert(
      fc.asyncProperty(asking(path, operation), async (asked) => {
        const response = await ask(asked);
        const text = await response.text();
        if (response.ok) return;
        const { error } = ErrorAnswer.parse(JSON.parse(text));
        expect([response.status < 500, error.message !== "", error.todo !== null && error.todo !== ""]).toEqual([
          true,
          true,
          true,
        ]);
      }),
      { numRuns: 80, endOnFailure: true },
    );
  });
});

it("walked every call there is", () => {
  expect(walk.length).toBe(Object.values(paths).flatMap((operations) => Object.keys(operations)).length);
});
