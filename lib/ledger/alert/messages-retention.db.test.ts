import { beforeEach, expect, it } from "vitest";
import { pool } from "../../db/client";
import { MESSAGES_KEPT_DAYS } from "../../domain/alert/message";
import { mintSystemScope } from "../../domain/mint-scope";
import { alertHistory } from "../../queries/alert/alerts";
import { createOrganization } from "../organizations";
import { queueReport } from "../weekly-report/runs";
import { dropOldMessages } from "./messages-retention";

const NOW = new Date("2026-11-20T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const CONTENT = { title: "T", lines: [], facts: [], link: null, event: { type: "x", data: {} } };
let organizationId: string;

beforeEach(async () => {
  await pool().query("DELETE FROM messages");
  organizationId = (await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } })).id;
});

async function message(key: string, { made, done, tries = [] }: { made: number; done?: number; tries?: readonly number[] }) {
  const { rows } = await pool().query(
    `INSERT INTO messages (organization_id, recipient, destination, kind, key, content, status, next_attempt_at, created_at, done_at)
     VALUES ($1, 'mei@acme.example', 'mei@acme.example', 'alert', $2, $3, $4, $5, $5, $6) RETURNING id`,
    [
      organizationId,
      key,
      JSON.stringify(CONTENT),
      done === undefined ? "waiting" : "sent",
      daysAgo(made),
      done === undefined ? null : daysAgo(done),
    ],
  );
  for (const [index, days] of tries.entries()) {
    await pool().query(
      "INSERT INTO message_attempts (message_id, attempt, at, accepted, words, took_ms) VALUES ($1, $2, $3, false, 'no', 1)",
      [rows[0].id, index + 1, daysAgo(days)],
    );
  }
}

const kept = async () =>
  (
    await pool().query(
      `SELECT key, status, (SELECT count(*)::int FROM message_attempts WHERE message_id = id) AS tries FROM messages
       WHERE organization_id = $1 ORDER BY number`,
      [organizationId],
    )
  ).rows;

it("drops what was settled longer ago than it is kept, with its attempts, a batch at a time, and nothing else", async () => {
  for (let index = 0; index < 5; index += 1)
    await message(`old ${index}`, { made: 200, done: MESSAGES_KEPT_DAYS + 0.1, tries: [150] });
  await message("made long ago, sent lately", { made: 200, done: MESSAGES_KEPT_DAYS - 0.1, tries: [150, 1] });
  await message("new", { made: 1, done: 1, tries: [1] });
  await message("waits", { made: MESSAGES_KEPT_DAYS - 0.1, tries: [2] });
  expect(await dropOldMessages({ now: NOW, batch: 2 })).toBe(5);
  expect(await kept()).toEqual([
    { key: "made long ago, sent lately", status: "sent", tries: 1 },
    { key: "new", status: "sent", tries: 1 },
    { key: "waits", status: "waiting", tries: 1 },
  ]);
  expect(await dropOldMessages({ now: NOW })).toBe(0);
});

it("settles what has waited for as long, as no news any more, unless it is on its way", async () => {
  await message("waits for ever", { made: MESSAGES_KEPT_DAYS + 0.1 });
  const sender = await pool().connect();
  await sender.query("BEGIN");
  await sender.query("SELECT FROM messages WHERE organization_id = $1 FOR NO KEY UPDATE", [organizationId]);
  await dropOldMessages({ now: NOW });
  expect(await kept()).toMatchObject([{ status: "waiting" }]);
  await sender.query("COMMIT");
  sender.release();
  await dropOldMessages({ now: NOW });
  expect(await kept()).toMatchObject([{ status: "dropped" }]);
});

it("keeps what decides whether a week's report was sent already", async () => {
  const run = { organizationId, week: "2026-W46" } as Parameters<typeof queueReport>[0];
  expect(await queueReport(run, "mei@acme.example", CONTENT, daysAgo(6))).toBe(true);
  await pool().query("UPDATE messages SET status = 'sent', done_at = $1", [daysAgo(6)]);
  await dropOldMessages({ now: NOW });
  expect(await queueReport(run, "mei@acme.example", CONTENT, NOW)).toBe(false);
});

it("leaves the history of alerts, which says then that it does not know", async () => {
  const { rows } = await pool().query(
    `INSERT INTO alert_states (organization_id, rule, subject, name, level, step, since, told_level, told_step, headline, facts, scope, link)
     VALUES ($1, 'sync', 'x', 'Sync', 'ok', 0, $2, 'ok', 0, 'It fails', '[]', '{}', '{"label": "Open", "path": "keys"}') RETURNING id`,
    [organizationId, NOW],
  );
  for (const [index, days] of [100, 1].entries()) {
    await pool().query(
      `WITH event AS (INSERT INTO alert_events (organization_id, state_id, number, change, level, step, at, headline, facts, told_by)
         VALUES ($1, $2, $3, 'opened', 'warning', 0, $4, 'It fails', '[]', gen_random_uuid()) RETURNING told_by)
       INSERT INTO messages (organization_id, recipient, destination, kind, key, content, status, next_attempt_at, created_at, done_at)
       SELECT $1, 'mei@acme.example', 'mei@acme.example', 'alert', 'alert:' || told_by, '{}', 'sent', $4, $4, $4 FROM event`,
      [organizationId, rows[0].id, index + 1, daysAgo(days)],
    );
  }
  await dropOldMessages({ now: NOW });
  const history = await alertHistory(mintSystemScope(organizationId, { kind: "operator" }), NOW);
  expect(history.map(({ messages }) => messages)).toEqual([{ sent: 1, waiting: 0, failed: 0 }, null]);
});
