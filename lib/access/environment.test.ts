import { describe, expect, it } from "vitest";
import { WaybillError } from "../domain/error";
import { readEnvironment } from "./environment";

const SECRET = "an-actual-secret-of-32-characters-or-more";
const good = {
  DATABASE_URL: "postgres://localhost/waybill",
  WAYBILL_URL: "https://waybill.example.com/",
  NEXTAUTH_SECRET: SECRET,
};
const oidc = { OIDC_ISSUER: "https://id.example.com/", OIDC_CLIENT_ID: "waybill", OIDC_CLIENT_SECRET: "s" };

function complaint(env: Record<string, string | undefined>): string {
  try {
    readEnvironment(env);
    return "";
  } catch (error) {
    if (error instanceof WaybillError) return error.message;
    throw error;
  }
}

describe("readEnvironment", () => {
  it("reads a whole one", () => {
    expect(
      readEnvironment({ ...good, ...oidc, OIDC_ALLOWED_DOMAINS: "Example.com, @b.org", WAYBILL_FIRST_OWNER: "Ada@B.org" }),
    ).toEqual({
      databaseUrl: good.DATABASE_URL,
      url: "https://waybill.example.com",
      oidc: { issuer: "https://id.example.com", clientId: "waybill", clientSecret: "s" },
      allowedDomains: ["example.com", "b.org"],
      firstOwner: "ada@b.org",
      allowPrivateNetworks: false,
      nextAuthSecret: SECRET,
    });
  });

  it("takes empty variables for unset ones, and no single sign-on for none", () => {
    const read = readEnvironment({
      ...good,
      OIDC_ISSUER: "",
      OIDC_CLIENT_ID: "",
      OIDC_CLIENT_SECRET: "",
      WAYBILL_FIRST_OWNER: "",
    });
    expect(readEnvironment({ ...good, WAYBILL_ALLOW_PRIVATE_NETWORKS: "1" }).allowPrivateNetworks).toBe(true);
    expect(read).toMatchObject({ oidc: null, allowedDomains: [], firstOwner: null });
  });

  it("names every bad variable at once", () => {
    const message = complaint({ NEXTAUTH_SECRET: "short", OIDC_ISSUER: "http://id.example.com", WAYBILL_FIRST_OWNER: "ada" });
    for (const name of ["DATABASE_URL", "WAYBILL_URL", "NEXTAUTH_SECRET", "OIDC_ISSUER", "WAYBILL_FIRST_OWNER"]) {
      expect(message).toContain(`- ${name} `);
    }
  });

  it.each([
    ["half a sign-on", { OIDC_ISSUER: oidc.OIDC_ISSUER }, "OIDC_CLIENT_ID is missing"],
    ["an issuer over plain http elsewhere", { ...oidc, OIDC_ISSUER: "http://id.example.com" }, "must use https"],
    ["a domain that is none", { OIDC_ALLOWED_DOMAINS: "example" }, "not an e-mail domain"],
    ["another database", { DATABASE_URL: "mysql://x" }, "postgres://"],
  ])("refuses %s", (_name, change, words) => {
    expect(complaint({ ...good, ...change })).toContain(words);
  });

  it("accepts a plain-http issuer on this machine", () => {
    expect(complaint({ ...good, ...oidc, OIDC_ISSUER: "http://127.0.0.1:4400" })).toBe("");
  });

  it("never repeats a secret", () => {
    expect(complaint({ ...good, NEXTAUTH_SECRET: "hunter2", OIDC_CLIENT_SECRET: "hunter3" })).not.toMatch(/hunter/);
  });
});
