import { randomBytes, randomUUID } from "node:crypto";
import pino from "pino";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DemoInbox, startDemoInbox } from "../../demo/inbox/server";
import { pool } from "../db/client";
import type { MessageContent } from "../domain/alert/message";
import { mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { addChannel, pauseChannel, removeChannel, resumeChannel, testChannel } from "../ledger/alert/channels";
import { queueMessage } from "../ledger/alert/messages";
import { hasDueMessages, sendNextMessage } from "../ledger/alert/messages-sending";
import { rotateMasterKey } from "../ledger/connection-keys";
import { createOrganization } from "../ledger/organizations";
import { makeSender, type Sender } from "./send-messages";

process.env.WAYBILL_MASTER_KEY = randomBytes(32).toString("base64");
const HOUR = 3_600_000;
const START = new Date("2026-11-20T12:00:00Z");
let clock = START;
const now = () => clock;
const wait = (ms: number) => {
  clock = new Date(clock.getTime() + ms);
};

let inbox: DemoInbox;
let scope: AuthorizedScope;
const senders: Sender[] = [];

const newSender = (changes: Record<string, string | undefined> = {}) => {
  const environment = {
    SMTP_URL: inbox.smtpUrl,
    MAIL_FROM: "Waybill <waybill@acme.example>",
    WAYBILL_URL: "https://waybill.example",
    WAYBILL_ALLOW_PRIVATE_NETWORKS: "1" as const,
    ...changes,
  };
  const settings = { now, signal: new AbortController().signal, log: pino({ level: "silent" }), timeoutMs: 300 };
  const sender = makeSender(environment as Parameters<typeof makeSender>[0], settings);
  senders.push(sender);
  return sender;
};

const content = (title: string): MessageContent => ({
  title,
  lines: ["Something changed."],
  facts: [],
  link: null,
  event: { type: "alert.opened", data: {} },
});

async function channel(kind: "email" | "slack" | "webhook"): Promise<string> {
  const to = kind === "email" ? "mei@acme.example, felix@acme.example" : `${inbox.origin}/${kind}`;
  return (await addChannel(scope, { kind, name: kind, to, rules: null, allowPrivate: true }, now())).id;
}

const queue = (channelId: string, title: string, key = title) =>
  queueMessage(
    pool(),
    { organizationId: scope.organizationId, kind: "alert", to: { channelId }, key, content: content(title) },
    now(),
  );
const statuses = async () =>
  (await pool().query("SELECT status, attempts FROM messages WHERE organization_id = $1 ORDER BY number", [scope.organizationId]))
    .rows;
const channelRow = async (id: string) => (await pool().query("SELECT * FROM channels WHERE id = $1", [id])).rows[0];
const titles = () => inbox.arrivals.map(({ title }) => title);

beforeAll(async () => {
  inbox = await startDemoInbox();
});
beforeEach(async () => {
  inbox.arrivals.length = 0;
  inbox.behave({});
  clock = START;
  await pool().query("DELETE FROM messages");
  const { id } = await createOrganization(pool(), { name: `Acme ${randomUUID()}`, actor: { kind: "operator" } });
  scope = mintSystemScope(id, { kind: "operator" });
});
afterAll(async () => {
  for (const sender of senders) sender.close();
  await inbox.stop();
});

describe("a message", () => {
  it("goes to each kind of channel once, however many senders look", async () => {
    for (const kind of ["email", "slack", "webhook"] as const) await queue(await channel(kind), `to ${kind}`);
    await Promise.all([newSender().sendDue(), newSender().sendDue(), newSender().sendDue()]);
    expect(titles().sort()).toEqual(["to email", "to slack", "to webhook"]);
    expect(await statuses()).toEqual(Array(3).fill({ status: "sent", attempts: 1 }));
    expect(await hasDueMessages(now())).toBe(false);
  });

  it("is queued once under one key, and not at all where its transaction is undone", async () => {
    const channelId = await channel("webhook");
    expect([await queue(channelId, "one"), await queue(channelId, "one")]).toEqual([true, false]);
    const client = await pool().connect();
    await client.query("BEGIN");
    const message = { organizationId: scope.organizationId, kind: "alert" as const, to: { channelId }, key: "two" };
    await queueMessage(client, { ...message, content: content("two") }, now());
    await client.query("ROLLBACK");
    client.release();
    await newSender().sendDue();
    expect(titles()).toEqual(["one"]);
  });

  it("goes to a person by mail without a channel", async () => {
    const message = { organizationId: scope.organizationId, kind: "report" as const, key: "report:2026-W47" };
    await queueMessage(pool(), { ...message, to: { email: "Mei@Acme.example" }, content: content("Week 47") }, now());
    await newSender().sendDue();
    expect(inbox.arrivals[0]).toMatchObject({ to: ["mei@acme.example"], title: "Week 47" });
    const bad = queueMessage(pool(), { ...message, to: { email: "x@y\r\nBcc: z@y" }, content: content("Week 47") }, now());
    await expect(bad).rejects.toThrow("no address");
  });

  it("waits and says why where Waybill has no mail server", async () => {
    const id = await channel("email");
    await queue(id, "mail");
    await newSender({ SMTP_URL: undefined }).sendDue();
    expect(await statuses()).toEqual([{ status: "waiting", attempts: 1 }]);
    expect(await channelRow(id)).toMatchObject({ status: "active", failures: 0 });
    wait(HOUR);
    await newSender().sendDue();
    expect(titles()).toEqual(["mail"]);
  });
});

/** Sends whenever something is due, as the worker does, until `until`. */
async function liveUntil(until: Date, sender = newSender()): Promise<void> {
  while (clock < until) {
    await sender.sendDue();
    wait(10 * 60_000);
  }
}

describe("a destination in trouble", () => {
  it("that answers 500 for a day gets everything afterwards, in order, under the ids of the first attempts", async () => {
    const id = await channel("webhook");
    await queue(id, "first");
    await queue(id, "second");
    inbox.behave({ http: 500 });
    await liveUntil(new Date(START.getTime() + 24 * HOUR));
    expect(await channelRow(id)).toMatchObject({ status: "active", failing_since: START });
    await queue(id, "third");
    inbox.behave({});
    await liveUntil(new Date(START.getTime() + 27 * HOUR));
    expect(titles()).toEqual(["first", "second", "third"]);
    expect(await channelRow(id)).toMatchObject({ status: "active", failing_since: null, failures: 0 });
    const { rows } = await pool().query("SELECT id FROM messages WHERE organization_id = $1 ORDER BY number", [
      scope.organizationId,
    ]);
    expect(inbox.arrivals.map((arrival) => arrival.id)).toEqual(rows.map((row) => row.id));
  });

  it("that hangs holds up nobody else and is tried again", async () => {
    const slow = await channel("webhook");
    await queue(slow, "slow");
    const mail = await channel("email");
    inbox.behave({ http: "hang" });
    await queue(mail, "mail");
    await newSender().sendDue();
    expect(titles()).toEqual(["mail"]);
    expect((await pool().query("SELECT last_error FROM messages WHERE channel_id = $1", [slow])).rows[0].last_error).toContain(
      "did not answer",
    );
    inbox.behave({});
    wait(HOUR);
    await newSender().sendDue();
    expect(titles()).toEqual(["mail", "slow"]);
  });

  it("is paused after five days, keeps what waits, and gets it when it is resumed", async () => {
    const id = await channel("webhook");
    await queue(id, "kept");
    inbox.behave({ http: 503 });
    await liveUntil(new Date(START.getTime() + 124 * HOUR));
    expect(await channelRow(id)).toMatchObject({ status: "dead", status_reason: expect.stringContaining("five days") });
    inbox.behave({});
    await liveUntil(new Date(START.getTime() + 140 * HOUR));
    expect(titles()).toEqual([]);
    await resumeChannel(scope, id, now());
    await newSender().sendDue();
    expect(titles()).toEqual(["kept"]);
  });

  it("that says 410 is paused at once", async () => {
    const id = await channel("webhook");
    await queue(id, "gone");
    inbox.behave({ http: 410 });
    await newSender().sendDue();
    expect(await channelRow(id)).toMatchObject({ status: "dead", status_reason: expect.stringContaining("it is gone") });
  });

  it("that redirects into this machine is not followed; one that resolves into it is not reached", async () => {
    const id = await channel("webhook");
    await queue(id, "elsewhere");
    inbox.behave({ http: 302, location: `${inbox.origin}/webhook` });
    await newSender().sendDue();
    inbox.behave({});
    wait(HOUR);
    await newSender({ WAYBILL_ALLOW_PRIVATE_NETWORKS: "0" }).sendDue();
    expect(titles()).toEqual([]);
    expect(
      (
        await pool().query(
          "SELECT words FROM message_attempts JOIN messages ON id = message_id WHERE channel_id = $1 ORDER BY attempt",
          [id],
        )
      ).rows,
    ).toEqual([{ words: expect.stringContaining("not followed") }, { words: expect.stringContaining("private network") }]);
  });

  it("a mail server that refuses on Monday has it on Tuesday", async () => {
    const id = await channel("email");
    await queue(id, "Monday's");
    inbox.behave({ smtp: 451 });
    await liveUntil(new Date(START.getTime() + 20 * HOUR));
    inbox.behave({});
    await liveUntil(new Date(START.getTime() + 23 * HOUR));
    expect(titles()).toEqual(["Monday's"]);
    expect(await statuses()).toEqual([{ status: "sent", attempts: expect.any(Number) }]);
  });
});

describe("a destination that refuses", () => {
  it("a mail server whose policy refuses on Monday has it on Tuesday", async () => {
    const message = { organizationId: scope.organizationId, kind: "report" as const, key: "report:2026-W47" };
    await queueMessage(pool(), { ...message, to: { email: "mei@acme.example" }, content: content("Week 47") }, now());
    inbox.behave({ smtp: 550, smtpWords: "5.7.1 Too much mail from you today" });
    await liveUntil(new Date(START.getTime() + 20 * HOUR));
    inbox.behave({});
    await liveUntil(new Date(START.getTime() + 23 * HOUR));
    expect(titles()).toEqual(["Week 47"]);
  });

  it("every message is shown as failing, and gives none up in silence", async () => {
    const id = await channel("webhook");
    await queue(id, "refused");
    inbox.behave({ http: 400 });
    await liveUntil(new Date(START.getTime() + 2 * HOUR));
    expect(await statuses()).toEqual([{ status: "failed", attempts: 3 }]);
    expect(await channelRow(id)).toMatchObject({ status: "active", failing_since: START, failures: 3 });
    wait(5 * 24 * HOUR);
    await queue(id, "refused too");
    await newSender().sendDue();
    expect(await channelRow(id)).toMatchObject({ status: "dead", status_reason: expect.stringContaining("five days") });
  });
});

describe("a test", () => {
  it("goes at once, past what waits and to a paused channel, and is tried once", async () => {
    const id = await channel("webhook");
    await queue(id, "waits");
    inbox.behave({ http: 500 });
    await newSender().sendDue();
    await pauseChannel(scope, id);
    await testChannel(scope, id, now());
    await newSender().sendDue();
    expect(await statuses()).toEqual([
      { status: "waiting", attempts: 1 },
      { status: "failed", attempts: 1 },
    ]);
    inbox.behave({});
    await testChannel(scope, id, now());
    await newSender().sendDue();
    expect(titles()).toEqual(["Waybill reaches this channel"]);
  });
});

it("a removed channel keeps neither address nor waiting messages", async () => {
  const id = await channel("slack");
  await queue(id, "never");
  await removeChannel(scope, id, now());
  await newSender().sendDue();
  expect(titles()).toEqual([]);
  expect(await statuses()).toEqual([{ status: "dropped", attempts: 0 }]);
  expect(await channelRow(id)).toMatchObject({ sealed: null, recipients: [] });
});

it("a channel opens after the master key was changed", async () => {
  const id = await channel("webhook");
  const old = process.env.WAYBILL_MASTER_KEY;
  process.env.WAYBILL_MASTER_KEY = `${randomBytes(32).toString("base64")},${old}`;
  expect(await rotateMasterKey(now())).toMatchObject({ broken: [] });
  process.env.WAYBILL_MASTER_KEY = process.env.WAYBILL_MASTER_KEY.split(",")[0];
  await queue(id, "opened");
  await newSender().sendDue();
  expect(titles()).toEqual(["opened"]);
});

it("one that was sent as the database ended the session is not sent again: the database is told later", async () => {
  const id = await channel("webhook");
  await queue(id, "once");
  const cut = async () => {
    await pool().query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle in transaction'",
    );
    const outcome = { code: 200, error: null, fault: null, askedMs: null };
    return { outcome, at: now(), tookMs: 1, random: 0 };
  };
  expect(await sendNextMessage(now, cut)).toBe(true);
  expect(await statuses()).toEqual([{ status: "sent", attempts: 1 }]);
});
