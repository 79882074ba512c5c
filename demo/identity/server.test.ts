import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoIdentity, startDemoIdentity } from "./server";

const RETURN_TO = "http://127.0.0.1:3999/api/auth/callback/oidc";
let identity: DemoIdentity;
beforeAll(async () => {
  identity = await startDemoIdentity({ redirectUris: [RETURN_TO] });
});
afterAll(() => identity.stop());

/** As much of a browser as the flow needs: it keeps cookies, and follows redirects only when told. */
function browser() {
  const cookies = new Map<string, string>();
  return async function visit(url: string, form?: Record<string, string>): Promise<Response> {
    const response = await fetch(new URL(url, identity.issuer), {
      redirect: "manual",
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = "", value = ""] = cookie.split(";")[0]?.split("=") ?? [];
      if (value === "") cookies.delete(name);
      else cookies.set(name, value);
    }
    // Signing in as somebody else first signs out, by a form that submits itself.
    const page = response.headers.get("content-type")?.includes("text/html") ? await response.clone().text() : "";
    const action = /<form[^>]+action="([^"]+\/session\/end\/confirm)"/.exec(page)?.[1];
    if (!action) return response;
    const inputs = [...page.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]);
    const confirmed = await visit(action, Object.fromEntries(inputs));
    return visit(confirmed.headers.get("location") ?? "");
  };
}

function authorizeUrl(redirectUri = RETURN_TO): string {
  const query = new URLSearchParams({
    client_id: identity.clientId,
    response_type: "code",
    scope: "openid email profile",
    state: "s",
    redirect_uri: redirectUri,
  });
  return `/auth?${query}`;
}

async function signIn(visit: ReturnType<typeof browser>, email: string): Promise<Record<string, unknown>> {
  const asked = await visit(authorizeUrl());
  const page = asked.headers.get("location") ?? "";
  expect(page).toMatch(/^\/interaction\//);
  const resumed = await visit(page, { email });
  const returned = await visit(resumed.headers.get("location") ?? "");
  const code = new URL(returned.headers.get("location") ?? "").searchParams.get("code") ?? "";
  const response = await fetch(`${identity.issuer}/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${btoa(`${identity.clientId}:${identity.clientSecret}`)}` },
    body: new URLSearchParams({ grant_type: "authorization_code", code, redirect_uri: RETURN_TO }),
  });
  const { id_token: idToken } = (await response.json()) as { id_token: string };
  return JSON.parse(Buffer.from(idToken.split(".")[1] ?? "", "base64url").toString());
}

describe("signing in", () => {
  test("puts address and name into the id token", async () => {
    expect(await signIn(browser(), "ada.okafor@acme-robotics.example")).toMatchObject({
      email: "ada.okafor@acme-robotics.example",
      email_verified: true,
      name: "Ada Okafor",
    });
  });

  test("takes any address, in small letters", async () => {
    expect(await signIn(browser(), "Some.Body@Elsewhere.example")).toMatchObject({
      email: "some.body@elsewhere.example",
      name: "Some Body",
    });
  });

  test("does not vouch for every address", async () => {
    expect(await signIn(browser(), "x+unverified@elsewhere.example")).toMatchObject({ email_verified: false });
  });

  test("one browser may come back as somebody else", async () => {
    const visit = browser();
    await signIn(visit, "ada.okafor@acme-robotics.example");
    expect(await signIn(visit, "mei.tanaka@acme-robotics.example")).toMatchObject({ name: "Mei Tanaka" });
  });

  test("offers one person for each role", async () => {
    const visit = browser();
    const page = await (await visit((await visit(authorizeUrl())).headers.get("location") ?? "")).text();
    for (const role of ["owner", "admin", "finance", "manager", "member"]) expect(page).toContain(`<span>${role}</span>`);
  });

  test("refuses what is no address", async () => {
    const visit = browser();
    const page = (await visit(authorizeUrl())).headers.get("location") ?? "";
    expect((await visit(page, { email: "nobody" })).status).toBe(400);
  });

  test("returns nowhere but where it was told", async () => {
    expect((await browser()(authorizeUrl("http://evil.example/"))).status).toBe(400);
  });
});
