/**
 * Plants secrets that are known again by their sight wherever one can be entered, lets what can fail fail, and looks for them in
 * everything that leaves: stored rows, pages, answers, files, logs, and what destinations said.
 */
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { error as printedByNext } from "next/dist/build/output/log";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { makeAccount } from "@/demo/account/make-account";
import { MANAGEMENT_KEY } from "@/demo/acme";
import { type DemoOpenRouter, startDemoOpenRouter } from "@/demo/openrouter/server";
import { startSession } from "@/lib/access/session";
import { pool } from "@/lib/db/client";
import { dayOf } from "@/lib/domain/day";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { addConnection } from "@/lib/intake/connections";
import { makeLog } from "@/lib/jobs/log";
import { makeSender } from "@/lib/jobs/send-messages";
import { addChannel, testChannel } from "@/lib/ledger/alert/channels";
import { createToken } from "@/lib/ledger/tokens";
import { furnishOrganization } from "@/lib/test/furnished-organization";
import { redactConsole } from "@/scripts/run/redacted-console";
import { browser, found, load, runsInBrowser } from "./_test/browser";
import { payloadOf } from "./_test/page-payload";

process.env.NEXTAUTH_SECRET = "planted-nextauth-secret-of-enough-characters";
process.env.WAYBILL_MASTER_KEY = randomBytes(32).toString("base64");
process.env.WAYBILL_ALLOW_PRIVATE_NETWORKS = "1";

/** A destination that refuses, and quotes all it was sent, as servers in development do. */
function startEcho(): Promise<Server> {
  const server = createServer((request, response) => {
    const said = `Cannot POST ${request.url} http://${request.headers.host}${request.url} ${request.headers.authorization ?? ""}`;
    response.writeHead(500).end(said);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** A mail server that takes no password, and quotes it. */
function startMailEcho(): Promise<SMTPServer> {
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    allowInsecureAuth: true,
    logger: false,
    onAuth: ({ username, password }, _session, callback) => callback(new Error(`no ${username}:${password} here`)),
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

let echo: Server;
let mailEcho: SMTPServer;
let demo: DemoOpenRouter;
let slug: string;
let readToken: string;
const secrets = new Map<string, string>();
const logged: string[] = [];

beforeAll(async () => {
  for (const method of ["log", "error", "warn"] as const) {
    vi.spyOn(console, method).mockImplementation((...said: unknown[]) => void logged.push(said.map(String).join(" ")));
  }
  const now = new Date();
  [echo, mailEcho] = await Promise.all([startEcho(), startMailEcho()]);
  demo = await startDemoOpenRouter({ account: makeAccount({ anchorDay: dayOf(now), days: 1, seed: "planted" }), now: () => now });
  process.env.OPENROUTER_BASE_URL = demo.url;
  const world = await furnishOrganization();
  slug = world.slug;
  browser.token = world.sessions.owner;
  const { rows } = await pool().query("SELECT id FROM organizations WHERE slug = $1", [slug]);
  const scope = mintSystemScope(rows[0].id, { kind: "operator" });

  secrets.set("management key", MANAGEMENT_KEY);
  const connections = addConnection(scope, { name: "Production", key: MANAGEMENT_KEY });
  await connections.catch((error: Error) => logged.push(error.message));
  const wrong = `sk-or-v1-${"planted".repeat(9)}x`;
  secrets.set("key that was refused", wrong);
  await addConnection(scope, { name: "Refused", key: wrong }).catch((error: Error) => logged.push(error.message));

  const address = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  secrets.set("part of a Slack address", "planted-slack-part");
  secrets.set("part of a webhook's address", "planted/hook-part");
  secrets.set("query of a webhook's address", "planted-query-part");
  const allowPrivate = true;
  const slack = {
    kind: "slack",
    name: "Slack",
    to: `${address}/services/T0/planted-slack-part`,
    rules: null,
    allowPrivate,
  } as const;
  const hook = { ...slack, kind: "webhook", name: "Hook", to: `${address}/planted%2Fhook-part?t=planted-query-part` } as const;
  const channels = [await addChannel(scope, slack, now), await addChannel(scope, hook, now)];
  for (const { signingSecret } of channels)
    if (signingSecret) secrets.set("signing secret", signingSecret.slice("whsec_".length));
  secrets.set("mail server's password", "planted-smtp-password");
  for (const { id } of [...channels, { id: world.channelId }]) await testChannel(scope, id, now);
  const environment = {
    SMTP_URL: `smtp://mail:planted-smtp-password@127.0.0.1:${(mailEcho.server.address() as AddressInfo).port}`,
    MAIL_FROM: "Waybill <waybill@acme.example>",
    WAYBILL_URL: "https://waybill.example",
    WAYBILL_ALLOW_PRIVATE_NETWORKS: "1",
  } as const;
  const log = makeLog("waybill-worker", { write: (line: string) => void logged.push(line) });
  const sender = makeSender(environment, { now: () => now, signal: new AbortController().signal, log, timeoutMs: 2_000 });
  await sender.sendDue();
  sender.close();

  for (const scopes of [["read"], ["ingest"], ["manage"]] as const) {
    const { token } = await createToken(scope, { name: `${scopes[0]} token`, scopes: [...scopes], expiresAt: null }, now);
    secrets.set(`${scopes[0]} token`, token);
    if (scopes[0] === "read") readToken = token;
  }
  const user = await pool().query("SELECT user_id FROM memberships WHERE user_id IS NOT NULL LIMIT 1");
  secrets.set("session", (await startSession(user.rows[0].user_id, now)).token);
  secrets.set("own session", browser.token);
  for (const name of ["NEXTAUTH_SECRET", "WAYBILL_MASTER_KEY"]) secrets.set(name, process.env[name] ?? "");
});
afterAll(async () => {
  vi.restoreAllMocks();
  await demo.stop();
  echo.close();
  await new Promise<void>((resolve) => mailEcho.close(() => resolve()));
});

/** Which of the secrets stand in a text, as they are or as an address or JSON writes them. */
function standsIn(text: string): string[] {
  return [...secrets].flatMap(([name, secret]) => {
    const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64").slice(0, -4)];
    return forms.some((form) => text.includes(form)) ? [name] : [];
  });
}

it("knows the secrets again", () => {
  expect(secrets.size).toBe(14);
  expect(standsIn(`x ${MANAGEMENT_KEY} planted%2Fhook-part`)).toEqual(["management key", "part of a webhook's address"]);
});

it("stores none of them where they can be read", async () => {
  const tables = await pool().query("SELECT format('%I', tablename) AS name FROM pg_tables WHERE schemaname = 'public'");
  for (const { name } of tables.rows) {
    const { rows } = await pool().query(`SELECT t::text AS row FROM ${name} t`);
    expect([name, rows.flatMap(({ row }) => standsIn(row))]).toEqual([name, []]);
  }
  const audits = await pool().query("SELECT count(*)::int FROM audit_entries");
  expect(audits.rows[0].count).toBeGreaterThan(3);
});

it("writes none of them to a log, nor what a destination said of them", async () => {
  expect(standsIn(logged.join("\n"))).toEqual([]);
  const { rows } = await pool().query("SELECT last_error FROM messages ORDER BY number");
  const said = rows.map(({ last_error }) => last_error).join("\n");
  expect(said).toContain("Cannot POST …");
  expect(said).toContain("The mail server answered");
});

it("writes none of them where Next prints what a page threw", () => {
  const printed: string[] = [];
  const giveBack = redactConsole(makeLog("waybill-web", { write: (line: string) => void printed.push(line) }));
  const known = ["management key", "key that was refused", "read token", "mail server's password"] as const;
  try {
    for (const name of known) {
      const secret = secrets.get(name);
      const address = `smtp://mail:${secret}@mail.acme.example:587`;
      const cause = Object.assign(new Error(`refused ${address}`), { headers: { authorization: `Bearer ${secret}` } });
      printedByNext(Object.assign(new Error(`${name} was in\n${address}`, { cause }), { digest: "1", asked: { address } }));
    }
  } finally {
    giveBack();
  }
  expect(printed.map((line) => JSON.parse(line).level)).toEqual([50, 50, 50, 50]);
  for (const name of known) expect(printed.join("")).toContain(`${name} was in`);
  expect(standsIn(printed.join(""))).toEqual([]);
});

it("shows none of them on a page or in an answer", async () => {
  const inBrowser = await runsInBrowser();
  for (const file of found("[[]organization]/**/page.tsx").filter((path) => !path.includes("[id]"))) {
    const { default: page } = await load(file);
    const params = Promise.resolve({ organization: slug, word: "none", week: "2026-W40" });
    const shown = await payloadOf({ page: page({ params, searchParams: Promise.resolve({}) }) }, (type) =>
      inBrowser.has(type),
    ).catch((error: Error) => ({ texts: [error.message] }));
    expect([file, standsIn(shown.texts.join("\n"))]).toEqual([file, []]);
  }
  for (const file of found("api/v1/**/route.ts").filter((path) => !path.includes("["))) {
    const { GET } = await load(file);
    if (!GET) continue;
    for (const query of ["", "?from=2026-11-01&to=2026-11-02", `?weather=${readToken}`]) {
      const headers = { authorization: `Bearer ${readToken}` };
      const response: Response = await GET(new Request(`http://localhost/x${query}`, { headers }));
      // What was asked comes back in the words that say that there is no such parameter.
      const body = (await response.text()).replaceAll(query.slice("?weather=".length) || "\0", "");
      expect([file, query, standsIn(body)]).toEqual([file, query, []]);
    }
  }
});
