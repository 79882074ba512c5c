import { Field, Input, Select } from "@/app/_components/form/field";
import { BUDGET_PERIODS, type BudgetPeriod } from "@/lib/domain/budget/budget";
import { PERIOD_WORDS } from "@/lib/domain/budget/words";

/** How much each day, week or month may cost, and whether that is to be kept or never to be passed. */
export function AmountFields({
  amount,
  onAmount,
  per,
  onPer,
  kind,
}: {
  amount: string;
  onAmount: (amount: string) => void;
  per: BudgetPeriod;
  onPer: (per: BudgetPeriod) => void;
  /** What it starts with. */
  kind: string;
}) {
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <Field id="budget-amount" label="US dollars">
        <Input
          id="budget-amount"
          name="amount"
          required
          inputMode="decimal"
          autoComplete="off"
          value={amount}
          onChange={(event) => onAmount(event.target.value)}
        />
      </Field>
      <Field id="budget-per" label="Each">
        <Select id="budget-per" name="per" value={per} onChange={(event) => onPer(event.target.value as BudgetPeriod)}>
          {BUDGET_PERIODS.map((period) => (
            <option key={period} value={period}>
              {PERIOD_WORDS[period].each}
              {period === "week" ? " (Monday to Sunday)" : ""}
            </option>
          ))}
        </Select>
      </Field>
      <Field id="budget-kind" label="Kind">
        <Select id="budget-kind" name="budgetKind" defaultValue={kind}>
          <option value="budget">to keep to</option>
          <option value="hard_cap">hard cap</option>
        </Select>
      </Field>
    </div>
  );
}
