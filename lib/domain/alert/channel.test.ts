import { describe, expect, it } from "vitest";
import { checkedChannelName, parseChannelUrl, parseRecipients, shownUrl } from "./channel";

describe("parseChannelUrl", () => {
  it.each([
    ["http://169.254.169.254/latest/meta-data", "private network"],
    ["https://169.254.169.254/", "private network"],
    ["https://localhost/hook", "this machine's own name"],
    ["https://[::ffff:10.0.0.1]/", "private network"],
    ["https://2130706433/", "this machine's own name"],
    ["https://hooks.internal/", "only a private network knows"],
    ["http://hooks.example.com/", "not encrypted"],
    ["https://me:secret@hooks.example.com/", "a name or a password"],
    ["ftp://hooks.example.com/", "no web address"],
    ["javascript:alert(1)", "no web address"],
    ["", "no web address"],
    [`https://hooks.example.com/${"x".repeat(2_000)}`, "no web address"],
  ])("refuses %s", (text, words) => expect(() => parseChannelUrl(text, false)).toThrow(words));

  it("takes an address of the internet, and where allowed one of this machine", () => {
    expect(parseChannelUrl(" https://hooks.example.com/a?b=c#d ", false)).toBe("https://hooks.example.com/a?b=c");
    expect(parseChannelUrl("http://127.0.0.1:3030/hook", true)).toBe("http://127.0.0.1:3030/hook");
  });
});

it("shows of an address only what it is recognised by", () => {
  expect(shownUrl("https://hooks.slack.com/services/T0/B0/abcdefghijklmnop")).toBe("https://hooks.slack.com/…mnop");
  expect(shownUrl("https://hooks.example.com/x")).toBe("https://hooks.example.com/…");
  expect(shownUrl("https://hooks.example.com/")).toBe("https://hooks.example.com");
});

describe("parseRecipients", () => {
  it("takes each address once, however they are separated", () => {
    expect(parseRecipients("A@x.com, b@x.com;\n a@x.com")).toEqual(["a@x.com", "b@x.com"]);
  });
  it.each(["", "nobody", "a@x.com\r\nBcc: b@x.com", "<a@x.com>", Array.from({ length: 21 }, (_, i) => `p${i}@x.com`).join(",")])(
    "refuses %j",
    (text) => expect(() => parseRecipients(text)).toThrow(),
  );
});

it("puts a name on one line and refuses none and long ones", () => {
  expect(checkedChannelName(" a\r\nb ")).toBe("a b");
  expect(() => checkedChannelName("\n")).toThrow("needs a name");
  expect(() => checkedChannelName("x".repeat(101))).toThrow("needs a name");
});
