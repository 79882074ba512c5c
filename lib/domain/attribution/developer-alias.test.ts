import { describe, expect, it } from "vitest";
import { aliasesOfMember, aliasesOfUser, aliasKey, emailAlias, tidyAlias } from "./developer-alias";

describe("aliases of a user field", () => {
  it.each<[string | null, string[]]>([
    [null, []],
    ["", []],
    [" \n", []],
    ["svc-1", ["user:svc-1"]],
    [" svc 1 ", ["user:svc 1"]],
    ["Ada@Example.com", ["user:Ada@Example.com", "email:ada@example.com"]],
    ["two@at@signs", ["user:two@at@signs"]],
    ["@handle", ["user:@handle"]],
  ])("%j", (text, expected) => expect(aliasesOfUser(text).map(aliasKey)).toEqual(expected));
});

it("takes a member's name or address", () => {
  expect(aliasesOfMember("Ada Lovelace").map(aliasKey)).toEqual(["member:Ada Lovelace"]);
  expect(aliasesOfMember("ADA@example.com").map(aliasKey)).toEqual(["member:ADA@example.com", "email:ada@example.com"]);
});

it("cuts what would not fit an index, between characters", () => {
  const [alias] = aliasesOfUser("🛒".repeat(5000));
  expect(alias?.value).toBe("🛒".repeat(400));
});

it("stores addresses in lower case and other values as they are", () => {
  expect(tidyAlias({ kind: "email", value: " Ada@Example.com" })).toEqual(emailAlias("ada@example.com"));
  expect(tidyAlias({ kind: "user", value: " Svc " })).toEqual({ kind: "user", value: "Svc" });
});
