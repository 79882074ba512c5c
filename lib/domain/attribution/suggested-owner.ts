import { compareUsd, sumUsd, type Usd, ZERO_USD } from "../usd";

interface Person {
  id: string;
  name: string;
  email: string | null;
}

/** Shorter words, such as "ci" or "li", stand in too many names. */
const SHORTEST_WORD = 3;

function wordsOf(text: string): string[] {
  const plain = text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= SHORTEST_WORD);
}

/** What a key may be named after: the person's names, and the part of the address before the @. */
function callNames({ name, email }: Person): Set<string> {
  return new Set([...wordsOf(name.split("@")[0] ?? ""), ...wordsOf(email?.split("@")[0] ?? "")]);
}

function namedAfter(keyName: string, people: readonly Person[]): Person | null {
  const words = wordsOf(keyName);
  const hits = people.map((person) => {
    const called = callNames(person);
    return { person, count: words.filter((word) => called.has(word)).length };
  });
  const most = Math.max(0, ...hits.map(({ count }) => count));
  const [first, second] = hits.filter(({ count }) => count === most);
  return most === 0 || !first || second ? null : first.person;
}

/**
 * Who probably answers for a key that nobody answers for: whoever is charged for most of what single requests tell of it,
 * else the one person it is named after; null where neither is clear. A guess to confirm, never a fact.
 */
export function suggestedOwner(
  keyName: string,
  spenders: readonly { developerId: string; costUsd: Usd }[],
  people: readonly Person[],
): { developerId: string; because: "spends_most" | "named_after" } | null {
  const total = sumUsd(spenders.map((spender) => spender.costUsd));
  const [most] = spenders.toSorted((a, b) => -compareUsd(a.costUsd, b.costUsd));
  if (most && total > ZERO_USD && most.costUsd * 2n > total) return { developerId: most.developerId, because: "spends_most" };
  const person = namedAfter(keyName, people);
  return person && { developerId: person.id, because: "named_after" };
}
