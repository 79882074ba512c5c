import demand from "../facts/hourly-demand.json" with { type: "json" };

/** How a kind of use behaves: when it asks, how long its sessions are, what its requests look like. */
export interface Habit {
  /** Weight of each UTC hour. */
  hours: readonly number[];
  /** Saturdays and Sundays against a working day. */
  weekend: number;
  /** Mean requests of a session; 1: no sessions. */
  turns: number;
  /** Median pause between a session's requests, seconds. */
  pauseSeconds: number;
  /** Median tokens of a session's first prompt, and what each turn adds besides the answer. */
  firstPrompt: number;
  addedPrompt: number;
  completion: number;
  /** Reasoning's share of the completion, on models that reason. */
  reasoning: number;
  /** How often the provider still has the session's prefix cached. */
  cacheHits: number;
  streamed: number;
  errors: number;
  cancelled: number;
}

const measured = demand.shareOfDayByHour;

/** The measured day moved by some hours and made steeper (above 1) or flatter (below 1). */
function shapedDay(shiftHours: number, steepness: number): number[] {
  return measured.map((_, hour) => (measured[(hour + shiftHours + 24) % 24] ?? 0) ** steepness);
}

/** The measured peak is at 20 h; an office in Europe has it in the afternoon. */
const OFFICE = shapedDay(6, 5).map((weight, hour) => (hour < 6 || hour > 20 ? weight * 0.15 : weight));
const AROUND_THE_CLOCK = shapedDay(4, 1);
const NIGHT = measured.map((_, hour) => (hour >= 1 && hour < 5 ? 1 : 0));

export const HABITS = {
  coding: {
    hours: OFFICE,
    weekend: 0.12,
    turns: 9,
    pauseSeconds: 35,
    firstPrompt: 36_000,
    addedPrompt: 4_400,
    completion: 1_150,
    reasoning: 0.35,
    cacheHits: 0.93,
    streamed: 0.97,
    errors: 0.012,
    cancelled: 0.03,
  },
  chat: {
    hours: OFFICE,
    weekend: 0.1,
    turns: 3,
    pauseSeconds: 70,
    firstPrompt: 900,
    addedPrompt: 260,
    completion: 420,
    reasoning: 0.25,
    cacheHits: 0.2,
    streamed: 0.9,
    errors: 0.008,
    cancelled: 0.025,
  },
  service: {
    hours: AROUND_THE_CLOCK,
    weekend: 0.7,
    turns: 2,
    pauseSeconds: 50,
    firstPrompt: 4_200,
    addedPrompt: 600,
    completion: 260,
    reasoning: 0.1,
    cacheHits: 0.6,
    streamed: 0.5,
    errors: 0.015,
    cancelled: 0.01,
  },
  pipeline: {
    hours: OFFICE,
    weekend: 0.2,
    turns: 4,
    pauseSeconds: 8,
    firstPrompt: 7_500,
    addedPrompt: 900,
    completion: 700,
    reasoning: 0.2,
    cacheHits: 0.5,
    streamed: 0,
    errors: 0.03,
    cancelled: 0.002,
  },
  nightly: {
    hours: NIGHT,
    weekend: 1,
    turns: 1,
    pauseSeconds: 1,
    firstPrompt: 2_400,
    addedPrompt: 0,
    completion: 350,
    reasoning: 0.3,
    cacheHits: 0,
    streamed: 0,
    errors: 0.02,
    cancelled: 0,
  },
  /** One short question, one word as the answer. */
  triage: {
    hours: AROUND_THE_CLOCK,
    weekend: 0.7,
    turns: 1,
    pauseSeconds: 1,
    firstPrompt: 3_600,
    addedPrompt: 0,
    completion: 40,
    reasoning: 0,
    cacheHits: 0,
    streamed: 0,
    errors: 0,
    cancelled: 0,
  },
  /** Talks whose prompts begin anew each time. */
  reports: {
    hours: OFFICE,
    weekend: 0.2,
    turns: 6,
    pauseSeconds: 40,
    firstPrompt: 24_000,
    addedPrompt: 2_500,
    completion: 500,
    reasoning: 0,
    cacheHits: 0,
    streamed: 0.5,
    errors: 0,
    cancelled: 0,
  },
  /** Single questions over documents. */
  minutes: {
    hours: OFFICE,
    weekend: 0.1,
    turns: 1,
    pauseSeconds: 1,
    firstPrompt: 4_500,
    addedPrompt: 0,
    completion: 500,
    reasoning: 0,
    cacheHits: 0,
    streamed: 0,
    errors: 0,
    cancelled: 0,
  },
  /** A script that talks to a model in short sessions. */
  script: {
    hours: AROUND_THE_CLOCK,
    weekend: 0.7,
    turns: 3,
    pauseSeconds: 240,
    firstPrompt: 9_000,
    addedPrompt: 700,
    completion: 300,
    reasoning: 0,
    cacheHits: 0.9,
    streamed: 0,
    errors: 0,
    cancelled: 0,
  },
} as const satisfies Record<string, Habit>;
export type HabitName = keyof typeof HABITS;
