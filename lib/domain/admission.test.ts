import { describe, expect, it } from "vitest";
import { type AdmissionFacts, type Claims, decideAdmission } from "./admission";

const ada: Claims = { email: "Ada@Acme.com", emailVerified: true };
const acme = { id: "acme", allowedDomains: [] as string[], hasOwner: true };
const beta = { id: "beta", allowedDomains: ["beta.org"], hasOwner: true };
const nothing: AdmissionFacts = { firstOwner: null, allowedDomains: [], organizations: [acme], memberships: [] };

const refused = (claims: Claims, facts: Partial<AdmissionFacts>) => decideAdmission(claims, { ...nothing, ...facts }).refused;
const joined = (claims: Claims, facts: Partial<AdmissionFacts>) => {
  const admission = decideAdmission(claims, { ...nothing, ...facts });
  return admission.refused ?? admission.joins;
};

describe("decideAdmission refuses", () => {
  it.each<[string, Claims, Partial<AdmissionFacts>, string]>([
    ["a person without an address", { email: null, emailVerified: null }, {}, "no_email"],
    ["an address that is none", { email: "ada", emailVerified: true }, {}, "no_email"],
    [
      "an unverified address, though invited",
      { ...ada, emailVerified: false },
      { memberships: [{ organizationId: "acme", removed: false }] },
      "email_unverified",
    ],
    ["a stranger", ada, {}, "not_invited"],
    ["a subdomain of an allowed domain", { ...ada, email: "ada@evil.acme.com" }, { allowedDomains: ["acme.com"] }, "not_invited"],
    [
      "a domain that ends like an allowed one",
      { ...ada, email: "ada@notacme.com" },
      { allowedDomains: ["acme.com"] },
      "not_invited",
    ],
    ["an address with two @", { ...ada, email: "ada@evil.com@acme.com" }, { allowedDomains: ["acme.com"] }, "no_email"],
    [
      "an allowed domain while there is no organization",
      ada,
      { organizations: [], allowedDomains: ["acme.com"] },
      "no_organization",
    ],
    [
      "an operator's domain where several organizations could be meant",
      ada,
      { organizations: [acme, beta], allowedDomains: ["acme.com"] },
      "not_invited",
    ],
    [
      "a removed person, though his domain is allowed",
      ada,
      { allowedDomains: ["acme.com"], memberships: [{ organizationId: "acme", removed: true }] },
      "removed",
    ],
    ["the first owner's address once there is an owner", ada, { firstOwner: "ada@acme.com" }, "not_invited"],
  ])("%s", (_name, claims, facts, why) => {
    expect(refused(claims, facts)).toBe(why);
  });
});

describe("decideAdmission lets in", () => {
  it("an invited person, joining nothing anew", () => {
    expect(joined(ada, { memberships: [{ organizationId: "acme", removed: false }] })).toEqual([]);
  });

  it("an address whose verification the provider does not speak of", () => {
    expect(joined({ ...ada, emailVerified: null }, { memberships: [{ organizationId: "acme", removed: false }] })).toEqual([]);
  });

  it("a person of an operator's domain as member of the one organization", () => {
    expect(joined(ada, { allowedDomains: ["acme.com"] })).toEqual([{ organizationId: "acme", role: "member" }]);
  });

  it("a person of an organization's domain as its member, whatever others there are", () => {
    expect(joined({ ...ada, email: "bo@beta.org" }, { organizations: [acme, beta] })).toEqual([
      { organizationId: "beta", role: "member" },
    ]);
  });

  it("the first owner, founding the organization where there is none", () => {
    expect(joined(ada, { firstOwner: "ada@acme.com", organizations: [] })).toEqual([{ organizationId: null, role: "owner" }]);
  });

  it("the first owner as owner of the organization that has none, not as member too", () => {
    const facts = { firstOwner: "ada@acme.com", allowedDomains: ["acme.com"], organizations: [{ ...acme, hasOwner: false }] };
    expect(joined(ada, facts)).toEqual([{ organizationId: "acme", role: "owner" }]);
  });
});
