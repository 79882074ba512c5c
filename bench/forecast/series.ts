/** Made-up daily costs of many kinds, always the same for the same seed: what the forecast's method was chosen on. */
import { logNormal, poisson, type Random, randomOf } from "../../demo/account/random";

export interface Series {
  name: string;
  kind: string;
  values: number[];
}

interface Habit {
  /** Dollars of an ordinary day at the start. */
  level: number;
  /** Daily growth, as a factor: 1 none. */
  growth: number;
  /** Saturdays and Sundays against working days. */
  weekend: number;
  /** Spread of single days and of the level's own walk, as standard deviations of the logarithm. */
  noise: number;
  walk: number;
  /** Chance a day that the level jumps for good, and how far. */
  jump: number;
  jumpSpread: number;
  /** Chance of a day many times as dear. */
  spike: number;
  /** Share of days without any use. */
  idle: number;
  /** How much of a day's deviation goes on to the next. */
  carried: number;
}

const STEADY: Habit = {
  level: 100,
  growth: 1,
  weekend: 0.5,
  noise: 0.15,
  walk: 0.01,
  jump: 0,
  jumpSpread: 0,
  spike: 0,
  idle: 0,
  carried: 0.3,
};

const KINDS: Record<string, Partial<Habit>> = {
  steady: {},
  flat: { weekend: 1, noise: 0.25 },
  office: { weekend: 0.1, noise: 0.25, walk: 0.02 },
  growing: { growth: 1.012, noise: 0.2, walk: 0.02, weekend: 0.6 },
  surging: { growth: 1.03, noise: 0.25, walk: 0.04, weekend: 0.8 },
  fading: { growth: 0.985, noise: 0.25, walk: 0.03, weekend: 0.7 },
  wandering: { walk: 0.08, noise: 0.15, weekend: 0.8 },
  restless: { walk: 0.13, noise: 0.3, weekend: 0.7 },
  steps: { jump: 0.02, jumpSpread: 0.7, noise: 0.15 },
  spikes: { spike: 0.04, noise: 0.3 },
  wild: { noise: 0.7, walk: 0.03, spike: 0.02, weekend: 0.6 },
  developer: { noise: 0.9, weekend: 0.1, idle: 0.25, walk: 0.05, carried: 0.4 },
  intermittent: { idle: 0.7, noise: 0.8, weekend: 0.5 },
};

function normalOf(random: Random): number {
  return Math.log(logNormal(random, 1, 1));
}

function made(random: Random, habit: Habit, days: number): number[] {
  let level = habit.level;
  let deviation = 0;
  return Array.from({ length: days }, (_, day) => {
    level *= habit.growth * Math.exp(habit.walk * normalOf(random));
    if (random.next() < habit.jump) level *= Math.exp(habit.jumpSpread * normalOf(random));
    deviation = habit.carried * deviation + habit.noise * normalOf(random);
    const idle = random.next() < habit.idle;
    const spike = random.next() < habit.spike ? 3 + 5 * random.next() : 1;
    const rhythm = day % 7 >= 5 ? habit.weekend : 1;
    return idle ? 0 : level * rhythm * spike * Math.exp(deviation);
  });
}

/** A model's way from its release to its fading, or a project's: nothing, a quick rise, a plateau, a slow end. */
function lifeCycle(random: Random, days: number): number[] {
  const [rise, fall, noise] = [5 + 25 * random.next(), 40 + 200 * random.next(), 0.1 + 0.2 * random.next()];
  return Array.from({ length: days }, (_, day) => {
    const size = (1 - Math.exp(-day / rise)) * Math.exp(-Math.max(0, day - 3 * rise) / fall);
    return 200 * size * (day % 7 >= 5 ? 0.75 : 1) * logNormal(random, 1, noise);
  });
}

/** A few requests a day, some of them dear. */
function fewRequests(random: Random, days: number): number[] {
  const mean = 0.5 + 5 * random.next();
  return Array.from({ length: days }, (_, day) => {
    const count = poisson(random, mean * (day % 7 >= 5 ? 0.3 : 1));
    return Array.from({ length: count }, () => logNormal(random, 0.2, 1)).reduce((sum, cost) => sum + cost, 0);
  });
}

export function madeUpSeries(seed: string, each: number): Series[] {
  const all: Series[] = [];
  for (let index = 0; index < each; index += 1) {
    const random = randomOf(seed, index);
    const days = 70 + Math.floor(200 * random.next());
    for (const [kind, habit] of Object.entries(KINDS)) {
      all.push({ kind, name: `${kind} ${index}`, values: made(random, { ...STEADY, ...habit }, days) });
    }
    all.push({ kind: "life cycle", name: `life cycle ${index}`, values: lifeCycle(random, days) });
    all.push({ kind: "few requests", name: `few requests ${index}`, values: fewRequests(random, days) });
  }
  return all;
}
