"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Move } from "@/lib/domain/attribution/moves";
import type { AttributionRule, RuleThing } from "@/lib/domain/attribution/rule";
import type { Day } from "@/lib/domain/day";
import { parseUsd } from "@/lib/domain/usd";

interface DayAnswer {
  day: Day;
  lines: number;
  version: number;
  moves: {
    thing: RuleThing;
    from: string | null;
    to: string | null;
    costUsd: string;
    byokUsd: string;
    requests: number;
    names: [string | null, string | null];
  }[];
}
type Answer = DayAnswer | { days: number } | { error: { message: string; todo: string | null } };

export interface Preview {
  state: "running" | "done" | "stopped";
  /** Days that will be answered, and those that were. */
  days: number;
  answered: number;
  lines: number;
  /** Of every day that was answered, several connections added up. */
  moves: ReadonlyMap<Day, readonly Move[]>;
  names: ReadonlyMap<string, string>;
  error: { message: string; todo: string | null } | null;
}

const EMPTY: Preview = { state: "running", days: 0, answered: 0, lines: 0, moves: new Map(), names: new Map(), error: null };

function withDay(before: Preview, { day, lines, moves }: DayAnswer): Preview {
  const names = new Map(before.names);
  const read = moves.map(({ names: [from, to], ...move }): Move => {
    if (move.from !== null && from !== null) names.set(move.from, from);
    if (move.to !== null && to !== null) names.set(move.to, to);
    return { ...move, costUsd: parseUsd(move.costUsd), byokUsd: parseUsd(move.byokUsd) };
  });
  const all = new Map(before.moves).set(day, [...(before.moves.get(day) ?? []), ...read]);
  return { ...before, answered: before.answered + 1, lines: before.lines + lines, moves: all, names };
}

function withAnswer(before: Preview, answer: Answer): Preview {
  if ("error" in answer) return { ...before, state: "done", error: answer.error };
  return "moves" in answer ? withDay(before, answer) : { ...before, days: answer.days };
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    const lines = (rest + decoder.decode(value, { stream: !done })).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    yield* lines.filter((line) => line !== "");
    if (done) return;
  }
}

/** Asks what rules would move and keeps what was answered so far. A new question ends the one before. */
export function usePreview(path: string) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const stop = useCallback(() => {
    running.current?.abort();
    setPreview((before) => (before?.state === "running" ? { ...before, state: "stopped" } : before));
  }, []);

  const ask = useCallback(
    async (rules: readonly AttributionRule[], days: number | null) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setPreview(EMPTY);
      const add = (answer: Answer) => {
        if (!abort.signal.aborted) setPreview((before) => withAnswer(before ?? EMPTY, answer));
      };
      try {
        const response = await fetch(path, { method: "POST", body: JSON.stringify({ rules, days }), signal: abort.signal });
        if (!response.ok || !response.body) add((await response.json()) as Answer);
        else for await (const line of linesOf(response.body)) add(JSON.parse(line) as Answer);
        if (!abort.signal.aborted) setPreview((before) => before && { ...before, state: "done" });
      } catch {
        add({ error: { message: "The preview broke off; nothing was changed.", todo: "Try again." } });
      }
    },
    [path],
  );
  return { preview, ask, stop, clear: useCallback(() => setPreview(null), []) };
}
