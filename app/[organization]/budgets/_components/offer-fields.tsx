"use client";
import { useState } from "react";
import { Checkbox, Field, Input } from "@/app/_components/form/field";
import type { BudgetPeriod } from "@/lib/domain/budget/budget";
import { dailyOf, hardCapOf } from "@/lib/domain/budget/offers";
import { formatUsd, percentText } from "@/lib/domain/format";
import { type Usd, usdToString } from "@/lib/domain/usd";

/** The budget a day and the hard cap that go with a month's: one click each, their amounts editable. */
export function OfferFields({
  per,
  amountUsd,
  expectedUsd,
  workingDays,
  onWorkingDays,
}: {
  per: BudgetPeriod;
  amountUsd: Usd | null;
  /** What the running period is expected to end at; null: not known, so that the amount stands for it. */
  expectedUsd: Usd | null;
  workingDays: string;
  onWorkingDays: (days: string) => void;
}) {
  const [daily, setDaily] = useState(false);
  const [cap, setCap] = useState(false);
  const days = Number(workingDays);
  const daysKnown = Number.isInteger(days) && days >= 1 && days <= 31;
  const dailyUsd = amountUsd === null || !daysKnown ? null : dailyOf(amountUsd, days);
  const base = expectedUsd !== null && amountUsd !== null && expectedUsd > amountUsd ? expectedUsd : amountUsd;
  const capUsd = base === null ? null : hardCapOf(base);
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="pb-1 text-sm font-medium text-ink">Beside it</legend>
      {per === "month" && (
        <>
          <Field id="budget-working-days" label="Working days of a month" hint="What a day may cost is the month over these.">
            <Input
              id="budget-working-days"
              name="workingDays"
              type="number"
              min={1}
              max={31}
              value={workingDays}
              onChange={(event) => onWorkingDays(event.target.value)}
              className="max-w-24"
            />
          </Field>
          <Checkbox
            label={`Also a daily budget${dailyUsd === null ? "" : `: ${formatUsd(dailyUsd)}, the month over ${days} days`}`}
            checked={daily}
            onChange={(event) => setDaily(event.target.checked)}
          />
          {daily && (
            <Field id="budget-daily" label="Amount a day">
              <Input
                id="budget-daily"
                key={dailyUsd?.toString() ?? "none"}
                name="dailyAmount"
                inputMode="decimal"
                required
                defaultValue={dailyUsd === null ? "" : usdToString(dailyUsd)}
                className="max-w-40"
              />
            </Field>
          )}
        </>
      )}
      <Checkbox
        label={`Also a hard cap${capUsd === null ? "" : `: ${formatUsd(capUsd)}, ${percentText(130)} of what is expected`}`}
        checked={cap}
        onChange={(event) => setCap(event.target.checked)}
      />
      {cap && (
        <Field id="budget-cap" label={`Most a ${per} may ever cost`}>
          <Input
            id="budget-cap"
            key={capUsd?.toString() ?? "none"}
            name="capAmount"
            inputMode="decimal"
            required
            defaultValue={capUsd === null ? "" : usdToString(capUsd)}
            className="max-w-40"
          />
        </Field>
      )}
    </fieldset>
  );
}
