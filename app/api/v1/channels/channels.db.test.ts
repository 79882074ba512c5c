import { randomBytes } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { GET as GET_ALERTS } from "@/app/api/v1/alerts/route";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { addChannel } from "@/lib/ledger/alert/channels";
import { queueMessage } from "@/lib/ledger/alert/messages";
import { sendNextMessage } from "@/lib/ledger/alert/messages-sending";
import { createOrganization } from "@/lib/ledger/organizations";
import { createToken } from "@/lib/ledger/tokens";
import { AlertsAnswer } from "../alerts/contract";
import { ChannelsAnswer } from "./contract";
import { GET } from "./route";

process.env.WAYBILL_MASTER_KEY ??= randomBytes(32).toString("base64");
const START = new Date("2026-11-20T12:00:00Z");
const DAY = 24 * 3_600_000;
let organizationId: string;
let channelId: string;
let token: string;

beforeEach(async () => {
  organizationId = (await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } })).id;
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  token = (await createToken(scope, { name: "t", scopes: ["read"], expiresAt: null }, START)).token;
  const to = "https://hooks.acme.example/very-secret-path";
  channelId = (await addChannel(scope, { kind: "webhook", name: "Ops", to, rules: null, allowPrivate: false }, START)).id;
});

async function ask() {
  const request = new Request("http://localhost/api/v1/channels", { headers: { authorization: `Bearer ${token}` } });
  const text = await (await GET(request)).text();
  expect(text).not.toContain("very-secret");
  return ChannelsAnswer.parse(JSON.parse(text));
}

async function queue(key: string) {
  const content = { title: key, lines: [], facts: [], link: null, event: { type: "x", data: {} } };
  await queueMessage(pool(), { organizationId, kind: "alert", to: { channelId }, key, content }, START);
}

it("tells every attempt of a message, the latest first, the last twenty of many", async () => {
  await queue("many");
  for (let index = 1; index <= 25; index += 1) {
    // Three hours apart, when it is due in any case; together less than the five days after which a destination is given up.
    const at = new Date(START.getTime() + index * (DAY / 8));
    const error = index === 25 ? null : `It answered 500: the ${index}th time.`;
    const fault = error === null ? null : "destination";
    const outcome = { code: error === null ? 204 : 500, error, fault, askedMs: null } as const;
    const made = await sendNextMessage(
      () => at,
      async () => ({ outcome, at, tookMs: 12.4, random: 0 }),
    );
    expect(made).toBe(true);
  }
  const { channels, messages } = await ask();
  expect(channels).toMatchObject([{ name: "Ops", shown: "https://hooks.acme.example/…path", status: "active", waiting: 0 }]);
  const [{ log = [], ...message } = {}] = messages;
  expect(message).toMatchObject({ title: "many", to: "Ops", status: "sent", attempts: 25 });
  expect(log).toHaveLength(20);
  expect(log.slice(0, 2)).toEqual([
    { at: new Date(START.getTime() + 25 * (DAY / 8)).toISOString(), accepted: true, code: 204, words: null, tookMs: 12 },
    {
      at: new Date(START.getTime() + 24 * (DAY / 8)).toISOString(),
      accepted: false,
      code: 500,
      words: "It answered 500: the 24th time.",
      tookMs: 12,
    },
  ]);
});

it("says of a message that was never tried that it has no attempts; alerts answer though there is none", async () => {
  await queue("new");
  expect((await ask()).messages).toMatchObject([{ title: "new", status: "waiting", attempts: 0, log: [] }]);
  const request = new Request("http://localhost/api/v1/alerts", { headers: { authorization: `Bearer ${token}` } });
  expect(AlertsAnswer.parse(await (await GET_ALERTS(request)).json())).toEqual({ evaluatedAt: null, alerts: [], changes: [] });
});
