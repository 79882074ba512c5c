/** The production server on the bench's database, and a person who is signed in to it. */
import { startSession } from "../../lib/access/session";
import { sessionCookie } from "../../lib/access/session-cookie";
import { prisma } from "../../lib/db/client";
import { buildPages } from "../../scripts/build";
import { startWebServer } from "../harness/web-server";
import type { Workshop } from "../harness/workshop";

const EMAIL = "bench@example.com";

export interface PageServer {
  /** Milliseconds from the request until the whole page has arrived. Throws for anything but the page itself. */
  load(path: string): Promise<number>;
}

/** Builds the pages if needed, and serves them until the workshop closes. */
export async function startServer(workshop: Workshop, databaseUrl: string): Promise<PageServer> {
  await buildPages(workshop.tell);
  return signIn(await startWebServer(workshop, databaseUrl, "waybill"));
}

/** Somebody who looks at pages of the web server on that port. */
export async function signIn(port: number): Promise<PageServer> {
  const url = `http://127.0.0.1:${port}`;
  const { token } = await startSession(await benchPerson(), new Date());
  const cookie = `${sessionCookie(url).name}=${token}`;
  return {
    async load(path) {
      const start = performance.now();
      const response = await fetch(`${url}${path}`, { headers: { cookie, accept: "text/html" }, redirect: "manual" });
      const page = await response.text();
      const took = performance.now() - start;
      if (response.status !== 200 || !page.includes("</html>")) {
        throw new Error(`${path} answered ${response.status}: ${page.slice(0, 300)}`);
      }
      return took;
    },
  };
}

/** An owner of every organization of the bench. */
async function benchPerson(): Promise<string> {
  const person = await prisma().user.upsert({ where: { email: EMAIL }, create: { email: EMAIL }, update: {} });
  for (const organization of await prisma().organization.findMany()) {
    const place = { organizationId: organization.id, email: EMAIL };
    await prisma().membership.upsert({
      where: { organizationId_email: place },
      create: { ...place, userId: person.id, role: "owner" },
      update: {},
    });
  }
  return person.id;
}
