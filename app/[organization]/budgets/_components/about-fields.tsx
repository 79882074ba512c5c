"use client";
import { X } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/app/_components/button";
import { Field, Select } from "@/app/_components/form/field";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import type { FilterDimension } from "@/lib/domain/spend/question";

export interface Choices {
  dimension: FilterDimension;
  choices: readonly { word: string; label: string }[];
}

function labelOf(choices: readonly Choices[], dimension: string, word: string): string {
  if (word === "none") return "none";
  return choices.find((one) => one.dimension === dimension)?.choices.find((choice) => choice.word === word)?.label ?? word;
}

/** What a budget is about: nothing chosen is all spend; several of a kind add up, kinds narrow each other. */
export function AboutFields({
  choices,
  about,
  onChange,
}: {
  choices: readonly Choices[];
  /** `dimension:word` each. */
  about: readonly string[];
  onChange: (about: string[]) => void;
}) {
  const id = useId();
  const [dimension, setDimension] = useState<string>(choices[0]?.dimension ?? "");
  const offered = choices.find((one) => one.dimension === dimension)?.choices ?? [];
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 text-sm font-medium text-ink">What it is about</legend>
      <ul className="flex flex-wrap gap-2" aria-label="Chosen">
        {about.length === 0 && <li className="text-sm text-muted">All spend of the organization.</li>}
        {about.map((entry) => {
          const [kind = "", word = ""] = entry.split(/:(.*)/s);
          const name = `${DIMENSION_WORDS[kind as FilterDimension]?.one ?? kind} ${labelOf(choices, kind, word)}`;
          return (
            <li key={entry} className="inline-flex max-w-full items-center rounded-md border border-line bg-surface text-xs">
              <span className="truncate py-1 pl-2">{name}</span>
              <button
                type="button"
                aria-label={`Take off ${name}`}
                onClick={() => onChange(about.filter((other) => other !== entry))}
                className="shrink-0 rounded-r-md p-1.5 text-muted hover:bg-sunken hover:text-ink"
              >
                <X aria-hidden size={12} />
              </button>
              <input type="hidden" name="about[]" value={entry} />
            </li>
          );
        })}
      </ul>
      {choices.length === 0 ? (
        <p className="text-xs text-muted">Once there is spend, it can be narrowed to a team, a developer, a key or a model.</p>
      ) : (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field id={`${id}-dimension`} label="By">
            <Select id={`${id}-dimension`} value={dimension} onChange={(event) => setDimension(event.target.value)}>
              {choices.map((one) => (
                <option key={one.dimension} value={one.dimension}>
                  {DIMENSION_WORDS[one.dimension].title}
                </option>
              ))}
            </Select>
          </Field>
          <Field id={`${id}-word`} label="Add" hint="Several of a kind add up; kinds narrow each other.">
            <Select
              id={`${id}-word`}
              value=""
              onChange={(event) => {
                const entry = `${dimension}:${event.target.value}`;
                if (event.target.value !== "" && !about.includes(entry)) onChange([...about, entry]);
              }}
            >
              <option value="">Choose…</option>
              {offered.map((choice) => (
                <option key={choice.word} value={choice.word}>
                  {choice.label}
                </option>
              ))}
            </Select>
          </Field>
        </div>
      )}
      {about.length > 1 && (
        <div>
          <Button size="small" look="quiet" onClick={() => onChange([])}>
            Take off all
          </Button>
        </div>
      )}
    </fieldset>
  );
}
