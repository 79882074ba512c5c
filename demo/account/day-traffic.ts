import { type Day, startOfDay, weekday } from "../../lib/domain/day";
import type { Cast, Source } from "./cast";
import type { Generation } from "./generation";
import { logNormal, poisson, type Random, randomOf, weighted, wholeBetween } from "./random";
import { beginExchange, serveSession, type TrafficDay } from "./session";

/** The free BYOK allowance of a month is used up around this date. */
const BYOK_FEE_FROM_DATE = 20;
/** Working days are not alike: Tuesdays are busiest, Fridays end early. */
const WEEKDAYS = [0.96, 1.12, 1.06, 1.02, 0.84];

function expectedRequests(source: Source, today: TrafficDay, growth: number, random: Random): number {
  const rhythm = today.weekday > 5 ? source.habit.weekend : (WEEKDAYS[today.weekday - 1] ?? 1);
  return source.perDay * growth * rhythm * logNormal(random, 1, 0.18);
}

function sourceDay(seed: string, source: Source, today: TrafficDay, growth: number, into: Generation[]): void {
  const { day, midnight } = today;
  if ((source.from !== null && day < source.from) || (source.until !== null && day > source.until)) return;
  const random = randomOf(seed, day, source.id);
  const mix = source.switch && day >= source.switch.from ? source.switch.mix : source.mix;
  const { habit } = source;
  const sessions = poisson(random, expectedRequests(source, today, growth, random) / habit.turns);
  for (let index = 0; index < sessions; index++) {
    const turns = habit.turns > 1 ? 1 + poisson(random, habit.turns - 1) : 1;
    const startsAt = midnight + weighted(random, habit.hours) * 3_600_000 + wholeBetween(random, 0, 3_600_000);
    const exchange = beginExchange(source, mix, day, random, turns > 1);
    serveSession(exchange, today, { startsAt, turns, pauseSeconds: habit.pauseSeconds }, random, into);
  }
  const { runaway } = source;
  if (runaway?.day !== day) return;
  const exchange = { ...beginExchange(source, [{ line: "opus", weight: 1 }], day, random, true), user: source.user };
  const startsAt = midnight + runaway.startMinute * 60_000;
  serveSession(exchange, today, { startsAt, turns: runaway.requests, pauseSeconds: runaway.everySeconds }, random, into);
}

/** Every request of one day, oldest first: always the same for the same seed, cast, day and growth. */
export function dayTraffic(seed: string, cast: Cast, day: Day, growth: number): Generation[] {
  const today: TrafficDay = {
    day,
    midnight: startOfDay(day).getTime(),
    weekday: weekday(day),
    byokFeeFree: Number(day.slice(8)) < BYOK_FEE_FROM_DATE,
  };
  const generations: Generation[] = [];
  for (const source of cast.sources) sourceDay(seed, source, today, growth, generations);
  return generations.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
}
