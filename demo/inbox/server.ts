/**
 * Where the demo's messages arrive: a mail server, and an HTTP server that takes Slack's and generic webhooks and shows
 * it all.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { SMTPServer } from "smtp-server";
import { type Listening, listenOnLoopback } from "../listen";
import type { Arrival } from "./arrival";
import { inboxPage, mailPage } from "./inbox-page";
import { readMail } from "./mime";

/** How the inbox takes messages, to try what senders do then. */
export interface Manner {
  /** HTTP status; "hang": never answers. */
  http?: number | "hang";
  /** SMTP code of refusal. */
  smtp?: number;
  /** What it says with it. */
  smtpWords?: string;
  location?: string;
}

export interface DemoInbox {
  origin: string;
  smtpUrl: string;
  /** Everything that came and was accepted, repetitions too. */
  arrivals: Arrival[];
  behave(manner: Manner): void;
  stop(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

function arrivalOf(path: string, headers: Record<string, string>, body: string): Arrival {
  const parsed = JSON.parse(body) as { text?: string; data?: { title?: string; text?: string } };
  const isSlack = path.startsWith("/slack");
  return {
    kind: isSlack ? "slack" : "webhook",
    at: new Date(),
    id: headers["webhook-id"] ?? null,
    path,
    headers,
    to: [],
    title: (isSlack ? parsed.text : parsed.data?.title) ?? "",
    text: parsed.data?.text ?? "",
    html: null,
    body,
  };
}

function mailServer(arrivals: Arrival[], manner: () => Manner): SMTPServer {
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo(_address, _session, callback) {
      const { smtp, smtpWords = "the demo's mail server refuses" } = manner();
      callback(smtp ? Object.assign(new Error(smtpWords), { responseCode: smtp }) : null);
    },
    onData(stream, session, callback) {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      stream.on("end", () => {
        const body = Buffer.concat(parts).toString("latin1");
        const { headers, subject, messageId, text, html } = readMail(body);
        const to = session.envelope.rcptTo.map(({ address }) => address);
        arrivals.push({
          kind: "email",
          at: new Date(),
          id: messageId,
          path: "",
          headers,
          to,
          title: subject,
          text: text ?? "",
          html,
          body,
        });
        callback();
      });
    },
  });
}

/** Starts both on loopback. */
export async function startDemoInbox({ port = 0, smtpPort = 0 }: { port?: number; smtpPort?: number } = {}): Promise<DemoInbox> {
  const arrivals: Arrival[] = [];
  let manner: Manner = {};
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const path = request.url ?? "/";
    const html = (text: string) => response.setHeader("content-type", "text/html; charset=utf-8").end(text);
    if (request.method === "GET") {
      const shown = /^\/mail\/(\d+)$/.exec(path)?.[1];
      const mail = shown === undefined ? undefined : arrivals[Number(shown)];
      if (path === "/messages") return response.setHeader("content-type", "application/json").end(JSON.stringify(arrivals));
      return mail?.html ? html(mailPage(mail)) : html(inboxPage(arrivals));
    }
    const body = await bodyOf(request);
    if (manner.http === "hang") return;
    response.statusCode = manner.http ?? 200;
    if (manner.location) response.setHeader("location", manner.location);
    if (response.statusCode < 300) arrivals.push(arrivalOf(path, headersOf(request), body));
    response.end(response.statusCode < 300 ? "ok" : "the demo's inbox does not take it");
  };
  const http = createServer((request, response) => {
    take(request, response).catch(() => response.writeHead(400).end("this is no message"));
  });
  const web: Listening = await listenOnLoopback(http, port);
  const smtp = mailServer(arrivals, () => manner);
  const mail: Listening = await listenOnLoopback(smtp.server as never, smtpPort);
  return {
    origin: web.origin,
    smtpUrl: `smtp://127.0.0.1:${mail.port}`,
    arrivals,
    behave(next) {
      manner = next;
    },
    async stop() {
      await Promise.all([web.close(), new Promise<void>((resolve) => smtp.close(() => resolve()))]);
    },
  };
}
