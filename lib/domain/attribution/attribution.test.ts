import { expect, it } from "vitest";
import { type Attributed, type AttributionFacts, attributeDeveloper, type KeyFacts } from "./attribution";
import { aliasKey } from "./developer-alias";

const KEY: KeyFacts = { hasHash: true, names: ["ci"], workspaceId: null, ownerId: null, creatorAliases: [] };
const OWNED: KeyFacts = { ...KEY, ownerId: "owner" };
const MADE: KeyFacts = {
  ...KEY,
  creatorAliases: [
    { kind: "email", value: "grace@example.com" },
    { kind: "member", value: "user_grace" },
  ],
};

const PEOPLE = new Map([
  ["user:svc", "service"],
  ["user:Ada@Example.com", "ada by user"],
  ["email:ada@example.com", "ada"],
  ["email:grace@example.com", "grace"],
  ["member:Alan Turing", "alan"],
]);

const nobody = (reason: string) => ({ developerId: null, attribution: "none", reason });
const found = (developerId: string, attribution: string) => ({ developerId, attribution, reason: null });

const CASES: [name: string, facts: Partial<AttributionFacts>, expected: Attributed | object][] = [
  [
    "the user field, before owner and creator",
    { externalUser: "svc", key: { ...MADE, ownerId: "owner" } },
    found("service", "user_field"),
  ],
  ["a user's own alias, before his address", { externalUser: "Ada@Example.com" }, found("ada by user", "user_field")],
  ["a user by address, whatever its case", { externalUser: " ADA@EXAMPLE.COM " }, found("ada", "user_field")],
  ["a user whom nobody knows, then the owner", { externalUser: "stranger", key: OWNED }, found("owner", "key_owner")],
  ["an empty user field, then the owner", { externalUser: "  ", key: OWNED }, found("owner", "key_owner")],
  [
    "the owner, before member and creator",
    { member: "Alan Turing", key: { ...MADE, ownerId: "owner" } },
    found("owner", "key_owner"),
  ],
  ["the member a source names, before the key's creator", { member: "Alan Turing", key: MADE }, found("alan", "key_creator")],
  ["a member by address", { member: "Grace@example.com", key: KEY }, found("grace", "key_creator")],
  ["a member without a key, as in the chatroom", { member: "Alan Turing" }, found("alan", "key_creator")],
  ["the key's creator", { key: MADE }, found("grace", "key_creator")],
  ["the key's creator for what no request is known of", { key: MADE, hasEvidence: false }, found("grace", "key_creator")],
  ["a key that nobody answers for", { key: KEY }, nobody("no_user_no_owner")],
  [
    "a creator whom nobody stands for",
    { key: { ...KEY, creatorAliases: [{ kind: "email", value: "x@example.com" }] } },
    nobody("no_user_no_owner"),
  ],
  ["a billed key that nobody answers for", { key: KEY, hasEvidence: false }, nobody("no_evidence_no_owner")],
  ["no key", {}, nobody("key_unknown")],
  ["no key and no request", { hasEvidence: false }, nobody("key_unknown")],
];

it.each(CASES)("charges %s", (_, facts, expected) => {
  const asked = { key: null, externalUser: null, member: null, hasEvidence: true, ...facts };
  expect(attributeDeveloper(asked, (alias) => PEOPLE.get(aliasKey(alias)) ?? null)).toEqual(expected);
});
