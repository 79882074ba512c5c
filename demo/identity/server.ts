import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { PEOPLE, type Person } from "../acme";
import { listenOnLoopback } from "../listen";
import { type Client, demoProvider } from "./provider";
import { signInPage } from "./sign-in-page";

export interface DemoIdentityOptions {
  /** 0 or nothing: any free port. */
  port?: number;
  /** Where the application may be returned to, such as `<WAYBILL_URL>/api/auth/callback/oidc`. */
  redirectUris: string[];
  /** Who is offered on the page, by role; anybody else can give an address. */
  people?: Record<string, Person>;
}

export interface DemoIdentity {
  issuer: string;
  clientId: string;
  clientSecret: string;
  stop(): Promise<void>;
}

const INTERACTION = /^\/interaction\/([\w-]+)$/;
const EMAIL = /^[^@\s]+@[^@\s]+$/;

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

function handlerOf(provider: ReturnType<typeof demoProvider>, people: Record<string, Person>): Handler {
  const others = provider.callback();
  return async (request, response) => {
    const uid = INTERACTION.exec(new URL(request.url ?? "/", "http://127.0.0.1").pathname)?.[1];
    if (!uid) return others(request, response);
    if (request.method !== "POST") {
      response.writeHead(200, { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" });
      response.end(signInPage(uid, people));
      return;
    }
    const email = new URLSearchParams(await text(request)).get("email") ?? "";
    if (!EMAIL.test(email)) {
      response.writeHead(400, { "Content-Type": "text/plain" }).end("That is not an e-mail address.");
      return;
    }
    await provider.interactionFinished(request, response, { login: { accountId: email.trim().toLowerCase() } });
  };
}

/** Starts the demo's OpenID provider on 127.0.0.1, over plain http. */
export async function startDemoIdentity(options: DemoIdentityOptions): Promise<DemoIdentity> {
  const people = options.people ?? PEOPLE;
  const client: Client = { clientId: "waybill-demo", clientSecret: "waybill-demo-secret", redirectUris: options.redirectUris };
  // The issuer names the port, so the provider is made once the port is known.
  let handle: Handler = (_, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => {
    Promise.resolve(handle(request, response)).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(400, { "Content-Type": "text/plain" });
      response.end(error instanceof Error ? error.message : "failed");
    });
  });
  const listening = await listenOnLoopback(server, options.port ?? 0);
  handle = handlerOf(demoProvider(listening.origin, client, people), people);
  return { issuer: listening.origin, clientId: client.clientId, clientSecret: client.clientSecret, stop: listening.close };
}
