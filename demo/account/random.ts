/** Chance that can be repeated: the same seed gives the same numbers on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number;
}

/** FNV-1a over the text, stirred once more so that similar seeds part company. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

/** The small fast counting generator (sfc32), seeded by the parts' text. */
export function randomOf(...parts: readonly (string | number)[]): Random {
  const seed = parts.join("\u0000");
  let [a, b, c, counter] = [hash(`a${seed}`), hash(`b${seed}`), hash(`c${seed}`), 1];
  return {
    next() {
      const sum = (((a + b) | 0) + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = ((c << 21) | (c >>> 11)) + sum;
      c |= 0;
      return (sum >>> 0) / 4_294_967_296;
    },
  };
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

/** A whole number from `from` up to, not including, `to`. */
export function wholeBetween(random: Random, from: number, to: number): number {
  return from + Math.floor(random.next() * (to - from));
}

function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** Half the values lie below the median; `spread` is the standard deviation of the logarithm. */
export function logNormal(random: Random, median: number, spread: number): number {
  return median * Math.exp(spread * normal(random));
}

/** How many events happen where `mean` are expected. */
export function poisson(random: Random, mean: number): number {
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  const limit = Math.exp(-mean);
  let product = random.next();
  let count = 0;
  while (product > limit) {
    product *= random.next();
    count++;
  }
  return count;
}

/** Index of a weight, likelier the heavier. */
export function weighted(random: Random, weights: readonly number[]): number {
  let whole = 0;
  for (const weight of weights) whole += weight;
  let rest = random.next() * whole;
  for (let index = 0; index < weights.length; index++) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}

/** One of the items, likelier the heavier its weight. */
export function pick<Item extends { weight: number }>(random: Random, items: readonly Item[]): Item {
  let whole = 0;
  for (const item of items) whole += item.weight;
  let rest = random.next() * whole;
  for (const item of items) {
    rest -= item.weight;
    if (rest < 0) return item;
  }
  const last = items.at(-1);
  if (!last) throw new Error("nothing to pick from");
  return last;
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const PAIRS = [...LETTERS].flatMap((first) => [...LETTERS].map((second) => first + second));

/** So many pairs of letters and digits. */
export function letterPairs(random: Random, count: number): string {
  let text = "";
  for (let index = 0; index < count; index++) text += PAIRS[Math.floor(random.next() * PAIRS.length)];
  return text;
}
