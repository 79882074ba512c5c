/**
 * The yardstick, `bare-process.ts <port>`: the least that takes the same bodies and keeps the same facts. It parses, picks
 * the fields by name and inserts with one statement a delivery, on as many connections as Waybill has. It checks nothing,
 * asks no token, merges nothing and marks no day.
 */
import { createServer } from "node:http";
import pg from "pg";

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL ?? "", max: 10 });
await pool.query(`CREATE TABLE IF NOT EXISTS bare_generations (
  generation_id text PRIMARY KEY, created_at timestamptz, key_name text, model text, provider text, external_user text,
  session_id text, tags jsonb, cost_usd numeric(20,12), prompt_tokens bigint, completion_tokens bigint, finish_reason text)`);
const INSERT = `INSERT INTO bare_generations VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
  ON CONFLICT (generation_id) DO NOTHING`;

type Value = Record<string, string | number | boolean>;

async function take(body: string): Promise<void> {
  for (const { scopeSpans } of JSON.parse(body).resourceSpans) {
    for (const span of scopeSpans[0].spans) {
      const attributes = new Map<string, string | number | boolean | undefined>();
      const tags: Value = {};
      for (const { key, value } of span.attributes as { key: string; value: Value }[]) {
        const told = value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue;
        attributes.set(key, told);
        if (key.startsWith("trace.metadata.") && !key.includes("openrouter") && told !== undefined) tags[key.slice(15)] = told;
      }
      if (attributes.get("span.type") !== "generation") continue;
      const columns = [
        "trace.metadata.openrouter.api_key_name",
        "gen_ai.response.model",
        "trace.metadata.openrouter.provider_name",
        "user.id",
        "session.id",
      ].map((key) => attributes.get(key));
      const usage = ["total_cost", "input_tokens", "output_tokens"].map((name) => attributes.get(`gen_ai.usage.${name}`));
      const at = new Date(Number(span.startTimeUnixNano) / 1e6);
      const id = attributes.get("gen_ai.response.id");
      await pool.query(INSERT, [id, at, ...columns, tags, ...usage, attributes.get("gen_ai.response.finish_reason")]);
    }
  }
}

createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  await take(Buffer.concat(pieces).toString());
  response.writeHead(200, { "content-type": "application/json" }).end('{"partialSuccess":{}}');
}).listen(Number(process.argv[2]), "127.0.0.1", () => process.send?.("ready"));
process.once("disconnect", () => process.exit(0));
