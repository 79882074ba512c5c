import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { masterKey, seal, unseal } from "./seal";

const ROW = "0b7f4a52-6d1d-4f0e-9d0c-000000000001";
const OTHER_ROW = "0b7f4a52-6d1d-4f0e-9d0c-000000000002";
const SECRET = "sk-or-v1-the-secret";
const key = masterKey(randomBytes(32));

describe("seal", () => {
  it("opens what it sealed, for any text and row", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.uuid(), (secret, row) => {
        expect(unseal(seal(secret, row, [key]), row, [key])).toBe(secret);
      }),
    );
  });

  it("never seals the same secret to the same bytes", () => {
    expect(seal(SECRET, ROW, [key]).sealed.equals(seal(SECRET, ROW, [key]).sealed)).toBe(false);
  });

  it("does not contain the secret", () => {
    expect(seal(SECRET, ROW, [key]).sealed.includes(SECRET)).toBe(false);
  });

  it("does not open on another row", () => {
    expect(() => unseal(seal(SECRET, ROW, [key]), OTHER_ROW, [key])).toThrow("does not open");
  });

  it("does not open after any single bit was changed", () => {
    const { sealed, masterKeyId } = seal(SECRET, ROW, [key]);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => unseal({ sealed: changed, masterKeyId }, ROW, [key])).toThrow("does not open");
    }
  });

  it("does not open when cut short", () => {
    const { sealed, masterKeyId } = seal(SECRET, ROW, [key]);
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => unseal({ sealed: sealed.subarray(0, length), masterKeyId }, ROW, [key])).toThrow("does not open");
    }
  });

  it("does not open with another key, even under the right key's id, and says which key is missing", () => {
    const sealed = seal(SECRET, ROW, [key]);
    const other = masterKey(randomBytes(32));
    expect(() => unseal(sealed, ROW, [other])).toThrow(key.id);
    expect(() => unseal(sealed, ROW, [{ id: key.id, key: other.key }])).toThrow("does not open");
  });

  it("seals with the newest key and opens with any", () => {
    const newer = masterKey(randomBytes(32));
    const before = seal(SECRET, ROW, [key]);
    expect(unseal(before, ROW, [newer, key])).toBe(SECRET);
    expect(seal(SECRET, ROW, [newer, key]).masterKeyId).toBe(newer.id);
  });

  it("refuses a key of another length", () => {
    expect(() => masterKey(randomBytes(16))).toThrow("32 bytes");
  });
});
