import { describe, expect, it } from "vitest";
import { returnTo } from "./return-to";

describe("returnTo", () => {
  it.each([
    ["/acme/keys?by=model", "/acme/keys?by=model"],
    ["https://waybill.example.com/acme", "/acme"],
    ["https://evil.example/acme", "/"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://waybill.example.com//evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/sign-in?error=removed", "/"],
    ["http://[", "/"],
    [undefined, "/"],
    [["/a", "/b"], "/"],
  ])("%j leads to %s", (asked, path) => {
    expect(returnTo(asked, "https://waybill.example.com")).toBe(path);
  });
});
