import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { post } from "./post";

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(handler: Parameters<typeof createServer>[1]): Promise<string> {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const to = (url: string, rest: { allowPrivate?: boolean; timeoutMs?: number } = {}) =>
  post({ url, headers: { "content-type": "application/json" }, body: "{}", allowPrivate: true, ...rest });

describe("post into private networks", () => {
  it.each([
    "http://127.0.0.1:9/",
    "http://localhost:9/",
    "http://169.254.169.254/latest/meta-data/",
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://192.168.1.1/",
    "http://100.64.0.1/",
    "http://0.0.0.0:9/",
    "http://[::1]:9/",
    "http://[::]:9/",
    "http://[fd00::1]/",
    "http://[fe80::1]/",
    "http://[fec0::1]/",
    "http://[::ffff:169.254.169.254]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::a9fe:a9fe]/",
    "http://168.63.129.16/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://[::127.0.0.1]/",
    "http://[::ffff:0:127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/",
    "http://[ff02::1]/",
    "http://[64:ff9b:1::a00:1]/",
    "https://192.168.0.1/",
  ])("is refused for %s without a connection", async (url) => {
    expect(await to(url, { allowPrivate: false })).toMatchObject({
      fault: "destination",
      error: "The address leads into a private network, where Waybill does not send.",
    });
  });

  it("is refused where a public name resolves to a private address, at each connection anew", async () => {
    // `localhost` stands for a name whose address is only known once it was resolved.
    let asked = 0;
    const url = await serve((_, response) => {
      asked += 1;
      response.end();
    });
    const named = url.replace("127.0.0.1", "localhost");
    expect((await to(named, { allowPrivate: false })).error).toContain("private network");
    expect(asked).toBe(0);
    expect((await to(named)).error).toBeNull();
  });

  it("is not reached through a redirect: none is followed", async () => {
    let inside = 0;
    const secret = await serve((_, response) => {
      inside += 1;
      response.end();
    });
    const url = await serve((_, response) => response.writeHead(307, { location: secret }).end());
    const outcome = await to(url);
    expect(outcome).toMatchObject({ code: 307, fault: "destination" });
    expect(outcome.error).toContain("not followed");
    expect(inside).toBe(0);
  });
});

describe("post to a destination in trouble", () => {
  it.each([
    [200, null],
    [204, null],
    [400, "message"],
    [404, "destination"],
    [410, "gone"],
    [429, "destination"],
    [500, "destination"],
    [503, "destination"],
  ])("takes %i for fault %j", async (status, fault) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    expect(await to(url)).toMatchObject({ code: status, fault });
  });

  it("hears what it answers, on one line and cut", async () => {
    const url = await serve((_, response) => response.writeHead(500).end(`broken\r\n\u001b[31mX-Evil: 1\n${"x".repeat(500)}`));
    const { error } = await to(url);
    expect(error).toMatch(/^It answered 500: broken \[31mX-Evil: 1 x+$/);
    expect(error?.length).toBeLessThan(190);
  });

  it("honours Retry-After", async () => {
    const url = await serve((_, response) => response.writeHead(429, { "retry-after": "120" }).end());
    expect((await to(url)).askedMs).toBe(120_000);
  });

  it("gives up one that never answers, and one that drips", async () => {
    const hanging = await serve(() => {});
    expect((await to(hanging, { timeoutMs: 200 })).error).toContain("did not answer within");
    const dripping = (status: number) =>
      serve((_, response) => {
        response.writeHead(status);
        const timer = setInterval(() => response.write("."), 20);
        response.on("close", () => clearInterval(timer));
      });
    expect((await to(await dripping(500), { timeoutMs: 300 })).error).toMatch(/^It answered 500: \.+$/);
    // It accepted: what hangs after that is no reason to send it again.
    expect(await to(await dripping(200), { timeoutMs: 300 })).toMatchObject({ code: 200, error: null });
  });

  it("takes the status for an answer where the connection is cut after it", async () => {
    const cut = (status: number) =>
      serve((_, response) => {
        response.writeHead(status, { "content-length": "1000" });
        response.write("part", () => response.destroy());
      });
    expect(await to(await cut(200))).toMatchObject({ code: 200, error: null });
    expect(await to(await cut(500))).toMatchObject({ code: 500, fault: "destination", error: "It answered 500: part" });
  });

  it("reads no more than it needs of an endless answer", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(65_536)));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    });
    expect(await to(url)).toMatchObject({ code: 200, error: null });
  });

  it("says in words that nobody listens or the name is unknown", async () => {
    expect((await to("http://127.0.0.1:1/")).error).toBe("It refused the connection.");
    expect((await to("http://nowhere.invalid/")).error).toBe("Its name could not be resolved.");
  });
});
