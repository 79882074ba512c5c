import type { KeyReference } from "../../domain/billed-cell";

/** A key that may have been used, as far as is known: listed now, or listed once and gone since. */
export interface KnownKey {
  hash: string;
  name: string;
}

/** What Analytics shows instead of a key's name where no key was used. */
const SENTINELS = new Set(["Chatroom"]);

/** One of the questions that together ask for every row once: which keys it covers, and what a name means in its answer. */
export interface KeyPart {
  /** null: every key but `except`. */
  only: readonly string[] | null;
  except: readonly string[];
  hashByName: ReadonlyMap<string, string>;
}

/**
 * Splits all keys into questions within which a name stands for one key, since Analytics names a key by its name alone
 * and adds up keys of one name. The first part holds all keys with a name of their own, and what no known key explains;
 * the others one key of each shared name. A key called like a sentinel is asked for apart, too.
 */
export function partitionKeys(keys: readonly KnownKey[]): KeyPart[] {
  const byName = new Map<string, string[]>();
  for (const key of keys) byName.set(key.name, [...(byName.get(key.name) ?? []), key.hash]);
  const own = new Map<string, string>();
  const rounds: Map<string, string>[] = [];
  for (const [name, hashes] of byName) {
    const [first] = hashes;
    if (hashes.length === 1 && first && !SENTINELS.has(name)) {
      own.set(name, first);
      continue;
    }
    for (const [index, hash] of hashes.toSorted().entries()) {
      const round = rounds[index] ?? new Map<string, string>();
      rounds[index] = round.set(name, hash);
    }
  }
  const except = rounds.flatMap((round) => [...round.values()]);
  return [
    { only: null, except, hashByName: own },
    ...rounds.map((round) => ({ only: [...round.values()], except: [], hashByName: round })),
  ];
}

/**
 * The same rows in smaller questions, for a day whose answer is cut even alone. Null when there is nothing left to halve.
 */
export function halvePart(part: KeyPart): KeyPart[] | null {
  const hashes = part.only ?? [...part.hashByName.values()];
  if (hashes.length < (part.only ? 2 : 1)) return null;
  const middle = Math.ceil(hashes.length / 2);
  const narrowed = [hashes.slice(0, middle), hashes.slice(middle)]
    .filter((half) => half.length > 0)
    .map((only) => ({ only, except: [], hashByName: part.hashByName }));
  // What no known key explains stays a question of its own.
  return part.only ? narrowed : [...narrowed, { only: null, except: [...part.except, ...hashes], hashByName: new Map() }];
}

/** What a name in the answer to a part refers to. */
export function keyNamed(part: KeyPart, name: string | null): KeyReference {
  return { hash: (name !== null && part.hashByName.get(name)) || null, name };
}
