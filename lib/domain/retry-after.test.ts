import { describe, expect, it } from "vitest";
import { retryAfterMs } from "./retry-after";

const now = new Date("2026-11-20T12:00:00Z");

describe("retryAfterMs", () => {
  it.each([
    ["7", 7_000],
    ["0.5", 500],
    ["0", 0],
    ["Fri, 20 Nov 2026 12:00:30 GMT", 30_000],
    ["Fri, 20 Nov 2026 11:00:00 GMT", 0],
    ["", null],
    [null, null],
    ["soon", null],
    ["-5", 0],
  ])("reads %j as %j", (header, expected) => {
    // Date.parse reads "-5" as a year long gone.
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
