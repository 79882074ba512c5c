import { expect, it } from "vitest";
import { withoutSecrets } from "./without-secrets";

it.each([
  ["401 for sk-or-v1-0123456789abcdef", "401 for sk-or-…"],
  ["Authorization: Bearer abc.def", "Authorization: Bearer …"],
  ["token wbl_abc-DEF_1 is gone", "token wbl_… is gone"],
  ["signed with whsec_QUJDREVG+/==", "signed with whsec_…"],
  ["postgres://waybill:hush@db:5432/waybill", "postgres://waybill:…@db:5432/waybill"],
  ["smtps://mail%40acme:p%40ss:word@smtp.acme.example:465", "smtps://mail%40acme:…@smtp.acme.example:465"],
  ["POST https://hooks.slack.com/services/T0/B0/secret failed", "POST https://hooks.slack.com/… failed"],
  ["at 2026-11-20T12:00:00Z http://localhost:3000/a@b", "at 2026-11-20T12:00:00Z http://localhost:3000/a@b"],
])("%s", (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});
