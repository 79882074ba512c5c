import { promisify } from "node:util";
import { gzip } from "node:zlib";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken, revokeToken } from "@/lib/ledger/tokens";
import { type SampleDelivery, sample, withAttributes, withId } from "@/lib/test/broadcast-samples";
import { ErrorAnswer, TracesTaken } from "../contract";
import { POST, PUT } from "./route";
import * as full from "./v1/traces/route";

const NOW = new Date("2026-11-21T08:00:00Z");
let organizationId = "";
let token = "";
let connectionId = "";

async function furnish() {
  const { id } = await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } });
  const scope = mintSystemScope(id, { kind: "operator" });
  const made = await createToken(scope, { name: "broadcast", scopes: ["ingest"], expiresAt: null }, NOW);
  return { id, scope, token: made.token, tokenId: made.id };
}
async function connect(organization: string, name: string, accountId: string | null = null): Promise<string> {
  const { rows } = await pool().query(
    // Two may be made within one millisecond, and are named in the order in which they were.
    `INSERT INTO connections (organization_id, name, account_id, created_at)
     SELECT $1, $2, $3, now() + count(*) * interval '1 second' FROM connections WHERE organization_id = $1 RETURNING id`,
    [organization, name, accountId],
  );
  return rows[0].id;
}

beforeEach(async () => {
  ({ id: organizationId, token } = await furnish());
  connectionId = await connect(organizationId, "Production");
});

interface Sent {
  token?: string;
  headers?: Record<string, string>;
  search?: string;
  handler?: (request: Request) => Promise<Response>;
}
const send = (body: BodyInit | object, { token: secret = token, headers, search = "", handler = POST }: Sent = {}) => {
  const raw = typeof body === "string" || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body);
  const all = { authorization: `Bearer ${secret}`, "content-type": "application/json", ...headers };
  return handler(new Request(`http://localhost/api/v1/otlp${search}`, { method: "POST", headers: all, body: raw }));
};
const taken = async (response: Response) => {
  expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
  return TracesTaken.parse(await response.json()).partialSuccess;
};
const stored = async (organization = organizationId) =>
  (await pool().query("SELECT * FROM generations WHERE organization_id = $1 ORDER BY generation_id", [organization])).rows;
const arrivals = async () =>
  (await pool().query("SELECT * FROM broadcast_arrivals WHERE organization_id = $1 ORDER BY hour", [organizationId])).rows;

const success = sample("success");
const ID = "gen-1790605442-FDh36zGvkqZaDM6tk5Rd";

describe("a delivery", () => {
  it.each([
    ["POST", POST],
    ["PUT", PUT],
    ["POST to the full address", full.POST],
    ["PUT to the full address", full.PUT],
  ])("by %s is in the books when it is answered, and counts once however often it comes", async (_, handler) => {
    expect(await taken(await send(success, { handler }))).toEqual({});
    const [row] = await stored();
    expect(row).toMatchObject({ generation_id: ID, connection_id: connectionId, cost_usd: "0.065076250000", sources: 4 });
    expect(row).toMatchObject({ key_name: "fixture key", provider: "Amazon Bedrock", day: "2026-09-28", feature: null });
    const { rows: dirty } = await pool().query("SELECT day FROM dirty_days WHERE connection_id = $1", [connectionId]);
    expect(dirty).toEqual([{ day: "2026-09-28" }]);
    expect(await taken(await send(success, { handler }))).toEqual({});
    expect(await stored()).toEqual([row]);
    expect(JSON.stringify(row)).not.toMatch(/TRIMMED|toolu_/);
  });

  it("is counted by the hour of receipt, with how late it came", async () => {
    const before = Date.now();
    await send(success);
    await send(sample("error"));
    await send({ resourceSpans: [...success.resourceSpans, ...withId(success, "gen-1790605442-other").resourceSpans] });
    const all = await arrivals();
    const sum = (name: string) => all.reduce((total, row) => total + Number(row[name]), 0);
    expect(["deliveries", "generations", "inserted", "refused"].map(sum)).toEqual([3, 4, 3, 0]);
    expect(all.at(-1).last_received_at.getTime()).toBeGreaterThanOrEqual(before);
    expect(sum("lag_ms_max")).toBeGreaterThanOrEqual(before - Date.parse("2026-09-28T14:24:08.278Z"));
  });

  it("stores an error's request with an unknown cost", async () => {
    await send(sample("error"));
    expect((await stored())[0]).toMatchObject({ cost_usd: null, prompt_tokens: null, model: "openai/gpt-5.1-codex-mini" });
  });

  it("takes the permaslug of the catalogue where only a slug is told, and the member's address of the directory", async () => {
    await pool().query(
      `INSERT INTO models (permaslug, slug, name, author, pricing, fetched_at)
       VALUES ('openai/gpt-5.1-codex-mini-20251113', 'openai/gpt-5.1-codex-mini', 'x', 'openai', '{}', now()) ON CONFLICT DO NOTHING`,
    );
    await pool().query(
      "INSERT INTO openrouter_members (organization_id, connection_id, member_id, email) VALUES ($1, $2, 'user_fixture0000000000000000', 'ada@acme.com')",
      [organizationId, connectionId],
    );
    await send(sample("error"));
    expect((await stored())[0]).toMatchObject({ model: "openai/gpt-5.1-codex-mini-20251113", member: "ada@acme.com" });
  });

  it.each<[string, object | string, Record<string, string>]>([
    ["Test Connection with its header and a whole delivery", success, { "x-test-connection": "true" }],
    ["Test Connection with an empty object", {}, {}],
    ["Test Connection with no body", "", {}],
    ["Test Connection with the dummy span", sample("connection-test"), {}],
    ["an empty export", { resourceSpans: [] }, {}],
    ["Send test trace", withAttributes(success, { "trace.name": { stringValue: "Test Trace - OpenRouter Observability" } }), {}],
  ])("is answered well and leaves nothing behind: %s", async (_, body, headers) => {
    expect(await taken(await send(body, { headers }))).toEqual({});
    expect([await stored(), await arrivals()]).toEqual([[], []]);
  });

  it("refuses one generation by name and takes the rest", async () => {
    const bad = withId(withAttributes(success, { "gen_ai.usage.total_cost": { doubleValue: 1e308 } }), "gen-1790605442-bad");
    const said = await taken(await send({ resourceSpans: [...bad.resourceSpans, ...success.resourceSpans] }));
    expect(said).toEqual({
      rejectedSpans: "1",
      errorMessage: "gen-1790605442-bad: total_cost is 1e+308: no charge is that large",
    });
    expect((await stored()).map((row) => row.generation_id)).toEqual([ID]);
    expect(await arrivals()).toMatchObject([{ refused: 1, last_refusal: said.errorMessage }]);
  });

  it("warns of what was left out without refusing anything", async () => {
    const long = withAttributes(success, { "trace.metadata.note": { stringValue: "n".repeat(600) } });
    expect(await taken(await send(long))).toEqual({ errorMessage: `${ID}: tag note cut to 512 characters` });
    expect((await stored())[0].tags.note).toHaveLength(512);
  });
});

describe("whose it is", () => {
  const ofAccount = (id: string, account: string | undefined) =>
    withId(
      withAttributes(success, {
        "trace.metadata.openrouter.entity_id": account === undefined ? undefined : { stringValue: account },
      }),
      id,
    );

  it("is told by its account, among several connections", async () => {
    const second = await connect(organizationId, "Research", "org_research");
    await connect(organizationId, "Sales", "org_sales");
    expect(await taken(await send(ofAccount("gen-1790605442-a", "org_research")))).toEqual({});
    const byOrganization = withAttributes(ofAccount("gen-1790605442-b", "user_x"), {
      "trace.metadata.openrouter.organization_id": { stringValue: "org_research" },
    });
    expect(await taken(await send(byOrganization))).toEqual({});
    expect((await stored()).map((row) => row.connection_id)).toEqual([second, second]);
  });

  it("is told by the address, else nobody can tell: the answer says what to do", async () => {
    const second = await connect(organizationId, "Research", "org_research");
    const refused = await send(ofAccount("gen-1790605442-c", "org_elsewhere"));
    expect(refused.status).toBe(400);
    expect(JSON.stringify(await refused.json())).toContain(
      "add ?connection=<id> to the address, with the id of one of: Production, Research",
    );
    const mixed = {
      resourceSpans: [
        ...ofAccount("gen-1790605442-d", "org_research").resourceSpans,
        ...ofAccount("gen-1790605442-e", undefined).resourceSpans,
      ],
    };
    expect(await taken(await send(mixed))).toMatchObject({
      rejectedSpans: "1",
      errorMessage: expect.stringContaining("gen-1790605442-e: it names no account"),
    });
    expect(await taken(await send(ofAccount("gen-1790605442-c", "org_elsewhere"), { search: `?connection=${second}` }))).toEqual(
      {},
    );
    expect((await stored()).map((row) => [row.generation_id.at(-1), row.connection_id])).toEqual([
      ["c", second],
      ["d", second],
    ]);
  });

  it("never is another organization's connection", async () => {
    const theirs = await furnish();
    const foreign = await connect(theirs.id, "Theirs", "org_theirs");
    expect((await send(success, { search: `?connection=${foreign}` })).status).toBe(400);
    expect(await taken(await send(ofAccount("gen-1790605442-f", "org_theirs")))).toEqual({});
    expect(await stored(theirs.id)).toEqual([]);
    expect((await stored()).map((row) => row.connection_id)).toEqual([connectionId]);
  });

  it("is kept as evidence where the key is unknown, and where there is no connection yet", async () => {
    const fresh = await furnish();
    expect(await taken(await send(success, { token: fresh.token }))).toEqual({});
    const [row] = await stored(fresh.id);
    const { rows } = await pool().query("SELECT name, hash FROM keys WHERE id = $1", [row.key_id]);
    expect(rows).toEqual([{ name: "fixture key", hash: null }]);
  });
});

describe("the door", () => {
  const words = async (response: Response) => {
    const { error } = ErrorAnswer.parse(await response.json());
    return `${response.status} ${error.code}: ${error.message}`;
  };

  it("opens to the header X-API-Key as well", async () => {
    expect(await taken(await send(success, { headers: { authorization: "", "x-api-key": token } }))).toEqual({});
  });

  it("refuses every other token with the right words, before it reads a byte", async () => {
    const { scope, token: revoked, tokenId } = await furnish();
    await revokeToken(scope, tokenId, NOW);
    const reading = await createToken(scope, { name: "reports", scopes: ["read"], expiresAt: null }, NOW);
    const old = await createToken(scope, { name: "old", scopes: ["ingest"], expiresAt: new Date("2026-11-22T00:00:00Z") }, NOW);
    await pool().query("UPDATE api_tokens SET expires_at = now() - interval '1 second' WHERE id = $1", [old.id]);
    const refusals = [revoked, reading.token, old.token, `wbl_${"x".repeat(43)}`, "sk-or-v1-abc"];
    expect(await Promise.all(refusals.map(async (secret) => words(await send("{not json", { token: secret }))))).toEqual([
      "401 unauthenticated: The token broadcast was revoked.",
      "403 forbidden: The token reports has not the scope ingest.",
      "401 unauthenticated: The token old has expired.",
      "401 unauthenticated: This token is unknown.",
      "401 unauthenticated: The Authorization header holds no Waybill token.",
    ]);
  });

  const packed = promisify(gzip);
  it.each<[string, () => Promise<BodyInit>, Record<string, string>, number]>([
    ["truncated JSON", async () => JSON.stringify(success).slice(0, -20), {}, 400],
    ["nothing but an opening bracket, very often", async () => "[".repeat(1_000_000), {}, 400],
    ["a list", async () => "[]", {}, 400],
    ["a number", async () => "5", {}, 400],
    ["spans that are no list", async () => '{"resourceSpans":"none"}', {}, 400],
    ["protobuf that is none", async () => Buffer.from([0xff, 0xff, 0xff, 1]), { "content-type": "application/x-protobuf" }, 400],
    ["gzip that is none", async () => "{}", { "content-encoding": "gzip" }, 400],
    ["cut gzip", async () => (await packed(JSON.stringify(success))).subarray(0, -9), { "content-encoding": "gzip" }, 400],
    ["a gzip bomb", async () => packed(Buffer.alloc(200 * 1024 * 1024)), { "content-encoding": "gzip" }, 413],
    ["33 MB", async () => " ".repeat(33 * 1024 * 1024), {}, 413],
    ["33 MB that declare themselves less", async () => " ".repeat(33 * 1024 * 1024), { "content-length": "10" }, 413],
    ["a CSV", async () => "a,b", { "content-type": "text/csv" }, 415],
    ["an unknown packing", async () => "{}", { "content-encoding": "br" }, 415],
  ])("refuses %s in words", async (_, body, headers, status) => {
    const response = await send(await body(), { headers });
    const { error } = response.headers.get("content-type")?.includes("json")
      ? ErrorAnswer.parse(await response.json())
      : { error: null };
    expect(response.status).toBe(status);
    if (error) expect(error.todo).not.toBeNull();
    expect(await stored()).toEqual([]);
  });

  it("takes 31 MB, packed as well", async () => {
    const prompt = withAttributes(success, { "gen_ai.prompt": { stringValue: "p".repeat(31 * 1024 * 1024) } });
    expect(await taken(await send(prompt))).toEqual({});
    const body = await packed(JSON.stringify(withId(prompt, "gen-1790605442-packed")));
    expect(await taken(await send(body, { headers: { "content-encoding": "gzip" } }))).toEqual({});
    expect(await stored()).toHaveLength(2);
  });

  it("says that it should be sent again where the database is at fault, and loses nothing of the others", async () => {
    await pool().query("ALTER TABLE broadcast_arrivals ADD CONSTRAINT broken CHECK (lag_ms_max < 0) NOT VALID");
    try {
      const refused = await send(success);
      expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    } finally {
      await pool().query("ALTER TABLE broadcast_arrivals DROP CONSTRAINT broken");
    }
    expect(await stored()).toEqual([]);
    expect(await taken(await send(success))).toEqual({});
  });
});

it("stores each of many deliveries that come at once, once, by two organizations' tokens", async () => {
  const theirs = await furnish();
  await connect(theirs.id, "Theirs");
  const all = Array.from({ length: 120 }, (_, n) => ({
    body: withId(success, `gen-1790605442-n${n % 60}`),
    token: n % 2 === 0 ? token : theirs.token,
  }));
  for (const said of await Promise.all(all.map(async ({ body, token: secret }) => taken(await send(body, { token: secret }))))) {
    expect(said).toEqual({});
  }
  expect([(await stored()).length, (await stored(theirs.id)).length]).toEqual([30, 30]);
});

it("never answers 5xx, whatever becomes of a real delivery", async () => {
  const spoiled = (text: string) =>
    fc
      .array(
        fc.tuple(
          fc.nat(text.length),
          fc.nat(40),
          fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom('"', "{", "}", "[", "\\u0000", "1e999", "-")),
        ),
      )
      .map((cuts) =>
        cuts.reduce(
          (whole, [at, length, put]) => whole.slice(0, at % whole.length) + put + whole.slice((at % whole.length) + length),
          text,
        ),
      );
  const texts = (["success", "error", "synthetic-tags-cost-privacy"] as const).map((name) => JSON.stringify(sample(name)));
  const strange = fc.oneof(fc.jsonValue(), fc.constantFrom<unknown>("\0", "\ud800", 1e308, "9".repeat(400), "x".repeat(70_000)));
  const keys = [...new Set(texts.flatMap((text) => [...text.matchAll(/"key":"([^"]+)"/g)].map((match) => match[1] ?? "")))];
  const kinds = fc.constantFrom("stringValue", "intValue", "doubleValue", "boolValue");
  const changed = fc
    .array(fc.tuple(fc.constantFrom(...keys, "trace.metadata.\0", "trace.metadata.feature"), kinds, strange), { maxLength: 5 })
    .map((changes) =>
      JSON.stringify(
        withAttributes(
          success as SampleDelivery,
          Object.fromEntries(changes.map(([key, kind, value]) => [key, { [kind]: value }])),
        ),
      ),
    );
  await fc.assert(
    fc.asyncProperty(fc.oneof(changed, ...texts.map(spoiled)), async (body) => {
      expect((await send(body)).status).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
});
