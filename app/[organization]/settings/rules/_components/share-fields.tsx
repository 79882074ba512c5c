"use client";
import { X } from "lucide-react";
import { useId } from "react";
import { Button } from "@/app/_components/button";
import { Input, Select } from "@/app/_components/form/field";
import type { RuleShare, RuleThing } from "@/lib/domain/attribution/rule";
import { percentText } from "@/lib/domain/format";
import { parsePercent, percentToString, WHOLE_PERCENT } from "@/lib/domain/percent";
import type { RuleChoices } from "./draft-rule";

const LEGENDS: Record<RuleThing, string> = { developer: "Developer", team: "Team", feature: "Feature" };
const LEFT: Record<RuleThing, string> = {
  developer: "Left to the user field, then the key's owner, then its creator.",
  team: "Left to the team of the developer on that day.",
  feature: "Left to what the request itself says.",
};

function Target({
  thing,
  share,
  choices,
  label,
  change,
}: {
  thing: RuleThing;
  share: RuleShare;
  choices: RuleChoices;
  label: string;
  change: (to: string) => void;
}) {
  const id = useId();
  if (thing === "feature") {
    return (
      <>
        <Input
          aria-label={label}
          placeholder="Name of the feature"
          list={id}
          value={share.to}
          onChange={({ target }) => change(target.value)}
        />
        <datalist id={id}>
          {choices.features.map((feature) => (
            <option key={feature} value={feature} />
          ))}
        </datalist>
      </>
    );
  }
  const people = thing === "developer" ? choices.developers : choices.teams;
  return (
    <Select aria-label={label} value={share.to} onChange={({ target }) => change(target.value)}>
      <option value="">Choose a {thing}</option>
      {people.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name}
        </option>
      ))}
    </Select>
  );
}

function RunningSum({ shares }: { shares: readonly RuleShare[] }) {
  const sum = shares.reduce((total, { percent }) => total + (parsePercent(percent) ?? 0n), 0n);
  const off = WHOLE_PERCENT - sum;
  const words =
    off === 0n
      ? "exactly all of it"
      : off > 0n
        ? `${percentText(percentToString(off))} is missing`
        : `${percentText(percentToString(-off))} too much`;
  return (
    <p role="status" className={`text-xs tabular-nums ${off === 0n ? "text-muted" : "text-bad"}`}>
      {percentText(percentToString(sum))}: {words}
    </p>
  );
}

/** Whom or what a rule sets: none, one, or several with their percentages and their running sum. */
export function ShareFields({
  thing,
  shares,
  choices,
  change,
}: {
  thing: RuleThing;
  shares: readonly RuleShare[];
  choices: RuleChoices;
  change: (shares: RuleShare[]) => void;
}) {
  const put = (index: number, share: Partial<RuleShare>) =>
    change(shares.map((one, at) => (at === index ? { ...one, ...share } : one)));
  const remove = (index: number) => {
    const left = shares.filter((_, at) => at !== index);
    change(left.length === 1 ? left.map((one) => ({ ...one, percent: "100" })) : left);
  };
  const add = () => {
    if (shares.length === 0) return change([{ to: "", percent: "100" }]);
    change([
      ...(shares.length === 1 ? shares.map((one) => ({ ...one, percent: "50" })) : shares),
      { to: "", percent: shares.length === 1 ? "50" : "" },
    ]);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 text-sm font-medium text-ink">{LEGENDS[thing]}</legend>
      {shares.length === 0 && <p className="text-xs text-muted">{LEFT[thing]}</p>}
      {shares.map((share, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shares have nothing else to be known by
        <div key={index} className="flex items-center gap-2">
          <div className="min-w-0 flex-1">
            <Target
              thing={thing}
              share={share}
              choices={choices}
              label={`${LEGENDS[thing]} ${index + 1}`}
              change={(to) => put(index, { to })}
            />
          </div>
          {shares.length > 1 && (
            <span className="flex w-28 items-center gap-1 text-sm text-muted">
              <Input
                aria-label={`Percent of ${thing} ${index + 1}`}
                inputMode="decimal"
                className="text-right tabular-nums"
                value={share.percent}
                onChange={({ target }) => put(index, { percent: target.value })}
              />
              %
            </span>
          )}
          <Button look="quiet" aria-label={`Remove ${thing} ${index + 1}`} onClick={() => remove(index)}>
            <X aria-hidden size={14} />
          </Button>
        </div>
      ))}
      {shares.length > 1 && <RunningSum shares={shares} />}
      <div>
        <Button size="small" onClick={add}>
          {shares.length === 0 ? `Set the ${thing}` : "Split with another"}
        </Button>
      </div>
    </fieldset>
  );
}
