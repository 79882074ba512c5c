import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSlug, slugFrom } from "./slug";

describe("slugFrom", () => {
  it.each([
    ["Acme", "acme"],
    ["Acme & Söhne GmbH", "acme-sohne-gmbh"],
    ["api", "organization-api"],
    ["株式会社", "organization"],
    ["", "organization"],
    ["--x--", "x"],
  ])("%s becomes %s", (name, slug) => {
    expect(slugFrom(name)).toBe(slug);
  });

  it("always gives a usable path", () => {
    fc.assert(fc.property(fc.string({ unit: "grapheme" }), (name) => isSlug(slugFrom(name))));
  });
});

describe("isSlug", () => {
  it.each(["api", "sign-in", "", "-a", "A", "a b", "a/b", "a".repeat(64)])("refuses %j", (text) => {
    expect(isSlug(text)).toBe(false);
  });
});
