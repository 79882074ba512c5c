import { describe, expect, it } from "vitest";
import { isLoopback, problemOfPublicUrl } from "./public-url";

describe("problemOfPublicUrl", () => {
  it.each([
    "https://waybill.acme.com",
    "https://waybill.acme.com:8443",
    "https://8.8.8.8",
    "https://172.32.0.1",
    "https://[2606:4700::1111]",
    "https://test-waybill.example-corp.com",
  ])("has nothing against %s", (url) => {
    expect(problemOfPublicUrl(url)).toBeNull();
  });

  it.each([
    ["http://localhost:3000", "this machine's own name"],
    ["https://waybill.localhost", "this machine's own name"],
    ["https://127.8.0.1", "this machine's own name"],
    ["https://[::1]", "this machine's own name"],
    ["https://10.1.2.3", "private network"],
    ["https://172.16.0.9", "private network"],
    ["https://192.168.1.5", "private network"],
    ["https://169.254.169.254", "private network"],
    ["https://100.64.0.1", "private network"],
    ["https://0.0.0.0", "private network"],
    ["https://0xa.1", "private network"],
    ["https://[fd00::1]", "private network"],
    ["https://[fe80::1]", "private network"],
    ["https://[::ffff:10.0.0.1]", "private network"],
    ["https://[::10.0.0.1]", "private network"],
    ["https://[2002:a00:1::]", "private network"],
    ["https://[2001::a00:1]", "private network"],
    ["https://[2001:0:4136:e378::1]", "private network"],
    ["https://waybill", "only a private network knows"],
    ["https://waybill.internal", "only a private network knows"],
    ["https://waybill.local.", "only a private network knows"],
    ["http://waybill.acme.com", "not encrypted"],
    ["waybill", "no address"],
  ])("refuses %s: %s", (url, words) => {
    expect(problemOfPublicUrl(url)).toContain(words);
  });
});

describe("isLoopback", () => {
  it.each([
    ["http://127.0.0.1:4010/api/v1", true],
    ["http://localhost:1", true],
    ["http://[::1]:1", true],
    ["https://openrouter.ai/api/v1", false],
    ["http://127.evil.example", false],
    ["", false],
  ])("%s: %s", (url, answer) => {
    expect(isLoopback(url)).toBe(answer);
  });
});
