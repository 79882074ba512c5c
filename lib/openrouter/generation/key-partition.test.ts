import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { halvePart, type KeyPart, type KnownKey, keyNamed, partitionKeys } from "./key-partition";

/** Whether a part's question covers a key; null: a key nobody listed. */
const covers = (part: KeyPart, hash: string | null) =>
  part.only ? hash !== null && part.only.includes(hash) : hash === null || !part.except.includes(hash);

const keys = fc.uniqueArray(
  fc.record({ hash: fc.stringMatching(/^[0-9a-f]{6}$/), name: fc.constantFrom("ci", "dev", "Chatroom", "a", "b", "c") }),
  { selector: (key) => key.hash, maxLength: 12 },
);

describe("partitionKeys", () => {
  it("asks for every row exactly once, and lets a name stand for one key within a question", () => {
    fc.assert(
      fc.property(keys, (known: KnownKey[]) => {
        const parts = partitionKeys(known);
        for (const hash of [...known.map((key) => key.hash), null]) {
          expect(parts.filter((part) => covers(part, hash))).toHaveLength(1);
        }
        for (const key of known) {
          const part = parts.find((candidate) => covers(candidate, key.hash));
          expect(part && keyNamed(part, key.name)).toEqual({ hash: key.hash, name: key.name });
        }
      }),
    );
  });

  it("takes one question when all names differ, and one more a key of the most shared name", () => {
    const named = (...names: string[]) => names.map((name, index) => ({ hash: `h${index}`, name }));
    expect(partitionKeys(named("a", "b", "c"))).toHaveLength(1);
    expect(partitionKeys(named("a", "ci", "ci", "ci", "dev", "dev"))).toHaveLength(4);
  });

  it("does not take a key called Chatroom for the chatroom", () => {
    const [main, apart] = partitionKeys([{ hash: "h", name: "Chatroom" }]);
    expect(main && keyNamed(main, "Chatroom")).toEqual({ hash: null, name: "Chatroom" });
    expect(apart?.only).toEqual(["h"]);
  });

  it("knows a name nobody has by the name alone", () => {
    const [main] = partitionKeys([]);
    expect(main && keyNamed(main, "deleted")).toEqual({ hash: null, name: "deleted" });
    expect(main && keyNamed(main, null)).toEqual({ hash: null, name: null });
  });
});

describe("halvePart", () => {
  it("covers the same keys once, until nothing is left to halve", () => {
    fc.assert(
      fc.property(keys, (known: KnownKey[]) => {
        let parts = partitionKeys(known);
        for (let round = 0; round < 6; round += 1) parts = parts.flatMap((part) => halvePart(part) ?? [part]);
        for (const hash of [...known.map((key) => key.hash), null]) {
          expect(parts.filter((part) => covers(part, hash))).toHaveLength(1);
        }
        expect(Math.max(...parts.map((part) => part.only?.length ?? 0), 0)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
