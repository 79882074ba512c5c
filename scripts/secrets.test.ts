import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { keptSecret } from "./secrets";

it("makes a secret once, for its owner's eyes, and gives the same one ever after", () => {
  const folder = mkdtempSync(join(tmpdir(), "waybill-secret-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "below", "secret");
  const secret = keptSecret(file);
  expect(Buffer.from(secret, "base64url")).toHaveLength(32);
  expect(keptSecret(file)).toBe(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(folder, "below"))).toEqual(["secret"]);
});
