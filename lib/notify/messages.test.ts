import { type AddressInfo, createServer } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type DemoInbox, startDemoInbox } from "../../demo/inbox/server";
import type { MessageContent } from "../domain/alert/message";
import { makeMailer } from "./mail";
import { mailHtml } from "./mail-bodies";
import { sendSlack, slackBody } from "./slack";
import { sendWebhook } from "./webhook";

const NOW = new Date("2026-11-20T12:00:00Z");
const ID = "0b7f4a52-6d1d-4f0e-9d0c-000000000001";
const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const HOSTILE = `Jonas <!channel> & "co"\r\nBcc: everybody@example.com\r\n\r\n<script>alert(1)</script> 🚀 ${"‮"}`;
const origin = "https://waybill.example";
const content = (changes: Partial<MessageContent> = {}): MessageContent => ({
  title: "Budget Platform reached 80 %: $80.00 of $100.00",
  lines: ["It was reached on Fri 20 Nov."],
  facts: [{ label: "Spent", value: "$80.00" }],
  link: { label: "Open the budget", path: "/acme/budgets/1" },
  event: { type: "alert.opened", data: { rule: "budget" } },
  ...changes,
});

let inbox: DemoInbox;
beforeAll(async () => {
  inbox = await startDemoInbox();
});
beforeEach(() => {
  inbox.arrivals.length = 0;
  inbox.behave({});
});
afterAll(() => inbox.stop());

describe("sendWebhook", () => {
  const send = (now = NOW, changes = {}) =>
    sendWebhook({
      id: ID,
      url: `${inbox.origin}/hook`,
      signingSecret: SECRET,
      content: content(changes),
      happenedAt: NOW,
      origin,
      allowPrivate: true,
      now,
    });

  it("signs as Standard Webhooks do: a receiver's own library verifies it", async () => {
    const now = new Date();
    expect((await send(now)).error).toBeNull();
    const [arrival] = inbox.arrivals;
    expect(new Webhook(SECRET).verify(arrival?.body ?? "", arrival?.headers ?? {})).toMatchObject({
      type: "alert.opened",
      timestamp: NOW.toISOString(),
      data: { rule: "budget", url: `${origin}/acme/budgets/1`, text: "It was reached on Fri 20 Nov." },
    });
    const other = `whsec_${Buffer.alloc(32, 8).toString("base64")}`;
    expect(() => new Webhook(other).verify(arrival?.body ?? "", arrival?.headers ?? {})).toThrow();
  });

  it("says the same under the same id at a second attempt", async () => {
    await send(NOW);
    await send(new Date(NOW.getTime() + 60_000));
    const [first, second] = inbox.arrivals;
    expect([second?.id, second?.body]).toEqual([first?.id, first?.body]);
  });
});

describe("sendSlack", () => {
  it("counts an emoji as Slack does, and halves none", () => {
    const { blocks } = JSON.parse(slackBody(content({ title: "🚀".repeat(100) }), origin)) as {
      blocks: { text: { text: string } }[];
    };
    expect(blocks[0]?.text.text).toBe(`${"🚀".repeat(74)}…`);
  });

  it("lets nothing of the outside be markup, and fits Slack's limits", async () => {
    const facts = Array.from({ length: 30 }, (_, index) => ({ label: `${index} ${HOSTILE}`, value: HOSTILE.repeat(100) }));
    const hostile = content({ title: HOSTILE.repeat(20), lines: [HOSTILE.repeat(200)], facts });
    const parsed = JSON.parse(slackBody(hostile, origin)) as { blocks: { text?: { text: string }; fields?: unknown[] }[] };
    expect(slackBody(hostile, origin)).not.toMatch(
      /<!channel>|<script>/.exec(JSON.stringify(parsed.blocks.slice(1)))?.[0] ?? "\0",
    );
    expect(parsed.blocks[0]?.text?.text.length).toBeLessThanOrEqual(150);
    expect(parsed.blocks[2]?.fields).toHaveLength(10);
    expect((await sendSlack({ url: `${inbox.origin}/slack`, content: hostile, origin, allowPrivate: true })).error).toBeNull();
  });
});

describe("makeMailer", () => {
  const mail = async (changes: Partial<MessageContent> = {}, to = ["mei@acme.example"]) => {
    const mailer = makeMailer({ smtpUrl: inbox.smtpUrl, from: "Waybill <waybill@acme.example>" });
    const outcome = await mailer.send({ id: ID, to, content: content(changes), origin, now: NOW });
    mailer.close();
    return outcome;
  };

  it("sends text and HTML with an id of its own", async () => {
    expect((await mail()).error).toBeNull();
    expect(inbox.arrivals[0]).toMatchObject({
      id: `<${ID}@acme.example>`,
      title: "Budget Platform reached 80 %: $80.00 of $100.00",
      to: ["mei@acme.example"],
    });
    expect(inbox.arrivals[0]?.text).toContain(`Open the budget: ${origin}/acme/budgets/1`);
    expect(inbox.arrivals[0]?.html).toContain("$80.00");
  });

  it("puts a hostile title on one line: no header of its own, no further recipient", async () => {
    expect((await mail({ title: HOSTILE, lines: [HOSTILE] })).error).toBeNull();
    const [arrival] = inbox.arrivals;
    expect(Object.keys(arrival?.headers ?? {})).not.toContain("bcc");
    expect(arrival?.to).toEqual(["mei@acme.example"]);
    expect(arrival?.title).toContain("Bcc: everybody@example.com");
    // Nothing turns the direction of what comes after a name.
    expect(arrival?.title).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
    expect(arrival?.html).not.toContain("<script>");
  });

  it("says what the server answered, and whose fault it is", async () => {
    inbox.behave({ smtp: 550 });
    expect(await mail()).toMatchObject({ code: 550, fault: "message" });
    inbox.behave({ smtp: 451 });
    expect(await mail()).toMatchObject({ code: 451, fault: "destination" });
    // Its policy today, not the message: it may think better of it.
    inbox.behave({ smtp: 550, smtpWords: "5.7.1 Blocked, ask us later" });
    expect(await mail()).toMatchObject({ code: 550, fault: "destination" });
    inbox.behave({ smtp: 554 });
    expect(await mail()).toMatchObject({ code: 554, fault: "destination" });
    const nobody = makeMailer({ smtpUrl: "smtp://127.0.0.1:1", from: "waybill@acme.example" });
    const outcome = await nobody.send({ id: ID, to: ["mei@acme.example"], content: content(), origin, now: NOW });
    expect(outcome).toMatchObject({ fault: "destination", error: expect.stringContaining("could not be reached") });
  });

  it("gives up a server that never is silent and never has done", async () => {
    const drips = createServer((socket) => {
      const timer = setInterval(() => socket.write("220-one moment\r\n"), 20);
      socket.on("error", () => {}).on("close", () => clearInterval(timer));
    });
    await new Promise<void>((resolve) => drips.listen(0, "127.0.0.1", resolve));
    const { port } = drips.address() as AddressInfo;
    const mailer = makeMailer({ smtpUrl: `smtp://127.0.0.1:${port}`, from: "waybill@acme.example", timeoutMs: 200 });
    const outcome = await mailer.send({ id: ID, to: ["mei@acme.example"], content: content(), origin, now: NOW });
    expect(outcome).toMatchObject({ fault: "destination", error: "The mail server did not answer in time." });
    drips.close();
  });

  it("escapes what it shows", () => {
    expect(mailHtml(content({ facts: [{ label: "<b>", value: `"><img src=x>` }] }), origin)).not.toMatch(/<b>|<img/);
  });
});
