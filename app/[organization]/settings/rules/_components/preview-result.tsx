"use client";
import { useMemo, useState } from "react";
import { Button } from "@/app/_components/button";
import { ProgressBar } from "@/app/_components/progress-bar";
import { SpendChart } from "@/app/_components/spend/chart/chart";
import { Money } from "@/app/_components/spend/figures";
import { Notice } from "@/app/_components/states";
import { type Column, Table } from "@/app/_components/table";
import { moveSeries } from "@/lib/domain/attribution/move-series";
import { type Move, sumMoves } from "@/lib/domain/attribution/moves";
import { RULE_THINGS, type RuleThing } from "@/lib/domain/attribution/rule";
import { type Day, eachDay } from "@/lib/domain/day";
import { formatCount, formatUsd } from "@/lib/domain/format";
import { labelOfNothing } from "@/lib/domain/spend/value";
import { sumUsd } from "@/lib/domain/usd";
import type { Preview } from "./use-preview";

const MANY: Record<RuleThing, string> = { developer: "Developers", team: "Teams", feature: "Features" };
const LISTED = 200;

const COLUMNS: Column[] = [
  { key: "from", label: "From" },
  { key: "to", label: "To" },
  { key: "cost", label: "Dollars that move", align: "right" },
  { key: "byok", label: "Own keys (BYOK)", align: "right", phone: "hidden" },
  { key: "requests", label: "Requests", align: "right" },
];

function Moves({ thing, moves, preview, today }: { thing: RuleThing; moves: readonly Move[]; preview: Preview; today: Day }) {
  const name = (id: string | null) => (id === null ? labelOfNothing(thing, "none") : (preview.names.get(id) ?? id));
  const series = useMemo(() => {
    const days = [...preview.moves.keys()].sort();
    const [first, last] = [days[0], days.at(-1)];
    const shown = first && last ? eachDay(first, last) : [];
    const moved = shown.map((day) => ({ day, moves: preview.moves.get(day) ?? null }));
    return moveSeries(thing, moved, (id) => preview.names.get(id) ?? id);
  }, [thing, preview]);
  const title = `Dollars that move to another ${thing}, by day`;
  return (
    <div className="flex flex-col gap-4">
      <SpendChart series={series} today={today} title={title} comparisonLabel={null} />
      <Table
        caption={`What moves between ${MANY[thing].toLowerCase()}`}
        columns={COLUMNS}
        rows={moves.slice(0, LISTED).map((move) => ({
          key: `${move.from} ${move.to}`,
          cells: {
            from: name(move.from),
            to: name(move.to),
            cost: <Money amount={move.costUsd} />,
            byok: <Money amount={move.byokUsd} />,
            requests: formatCount(move.requests),
          },
        }))}
      />
      {moves.length > LISTED && (
        <p className="text-xs text-muted">
          The {LISTED} largest of {formatCount(moves.length)}.
        </p>
      )}
    </div>
  );
}

/** What was answered so far: chart by day, then from whom to whom. */
export function PreviewResult({ preview, today, stop }: { preview: Preview; today: Day; stop: () => void }) {
  const moves = useMemo(() => sumMoves([...preview.moves.values()].flat()), [preview.moves]);
  const [chosen, choose] = useState<RuleThing | null>(null);
  const things = RULE_THINGS.filter((thing) => moves.some((move) => move.thing === thing));
  const thing = chosen && things.includes(chosen) ? chosen : things[0];
  const totalOf = (one: RuleThing) => sumUsd(moves.filter((move) => move.thing === one).map((move) => move.costUsd));
  const days = formatCount(preview.days);
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      {preview.state === "running" && (
        <div className="flex items-end gap-3">
          <div className="min-w-0 flex-1">
            <ProgressBar
              value={preview.days === 0 ? null : preview.answered / preview.days}
              label={`${formatCount(preview.answered)} of ${days} days compared`}
            />
          </div>
          <Button size="small" onClick={stop}>
            Stop
          </Button>
        </div>
      )}
      {preview.error && (
        <Notice tone="bad">
          {preview.error.message} {preview.error.todo}
        </Notice>
      )}
      {preview.state === "stopped" && (
        <Notice tone="warn">
          Stopped after {formatCount(preview.answered)} of {days} days: older days would move too.
        </Notice>
      )}
      {preview.state === "done" && !preview.error && things.length === 0 && (
        <Notice>Nothing would move in the {days} days that were compared.</Notice>
      )}
      {thing && (
        <>
          <p className="text-sm text-ink">
            {formatCount(preview.lines)} {preview.lines === 1 ? "line" : "lines"} of the books would change
            {preview.state === "done" ? ` in ${days} ${preview.days === 1 ? "day" : "days"}` : " so far"}.
          </p>
          <fieldset aria-label="What moves" className="flex flex-wrap gap-2">
            {things.map((one) => (
              <Button
                key={one}
                size="small"
                look={one === thing ? "primary" : "secondary"}
                aria-pressed={one === thing}
                onClick={() => choose(one)}
              >
                {MANY[one]} {formatUsd(totalOf(one))}
              </Button>
            ))}
          </fieldset>
          <Moves thing={thing} moves={moves.filter((move) => move.thing === thing)} preview={preview} today={today} />
        </>
      )}
    </div>
  );
}
