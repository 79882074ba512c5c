"use client";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import type { BudgetPeriod } from "@/lib/domain/budget/budget";
import type { Day } from "@/lib/domain/day";
import { change, end, setAmount } from "../actions";

interface Of {
  organization: string;
  budgetId: string;
}

/** Another amount, for good or as a raise that expires. */
export function AmountForm({ organization, budgetId, per, amount, from }: Of & { per: BudgetPeriod; amount: string; from: Day }) {
  return (
    <ActionDialog
      trigger="Change amount"
      title="Change the amount"
      action={setAmount}
      fields={{ organization, budgetId }}
      submit="Change amount"
      done="The amount is changed"
    >
      <Field id="new-amount" label={`US dollars a ${per}`}>
        <Input id="new-amount" name="amount" required inputMode="decimal" autoComplete="off" defaultValue={amount} />
      </Field>
      <Field id="new-from" label={`From the ${per} of`} hint="Periods that are over keep the amount they were held against.">
        <Input id="new-from" name="from" type="date" required min={from} defaultValue={from} />
      </Field>
      <Field
        id="new-until"
        label={`Until the end of the ${per} of`}
        hint="Optional: a raise that expires by itself. Open: for good."
      >
        <Input id="new-until" name="until" type="date" min={from} />
      </Field>
    </ActionDialog>
  );
}

/** Everything else that may be written anew. */
export function ChangeForm({
  organization,
  budgetId,
  ...before
}: Of & { per: BudgetPeriod; name: string; note: string; ownerEmail: string; endsOn: string; workingDays: number; today: Day }) {
  return (
    <ActionDialog
      trigger="Edit"
      title="Edit the budget"
      action={change}
      fields={{ organization, budgetId }}
      submit="Save"
      done="The budget is changed"
    >
      <Field id="edit-name" label="Name">
        <Input id="edit-name" name="name" required maxLength={100} defaultValue={before.name} />
      </Field>
      <Field id="edit-end" label="Last day" hint="Open: until it is ended.">
        <Input id="edit-end" name="endsOn" type="date" min={before.today} defaultValue={before.endsOn} />
      </Field>
      {before.per === "month" && (
        <Field id="edit-days" label="Working days of a month" hint="What a day may cost is the month over these.">
          <Input id="edit-days" name="workingDays" type="number" min={1} max={31} required defaultValue={before.workingDays} />
        </Field>
      )}
      <Field id="edit-owner" label="Who answers for it" hint="An e-mail address, or nobody.">
        <Input id="edit-owner" name="ownerEmail" type="email" defaultValue={before.ownerEmail} />
      </Field>
      <Field id="edit-note" label="Note">
        <Input id="edit-note" name="note" maxLength={1000} defaultValue={before.note} />
      </Field>
      <p className="text-xs text-muted">
        What it is about and its period stay as they were made, so that its past stays true. For other spend, end it and make
        another.
      </p>
    </ActionDialog>
  );
}

export function EndForm({ organization, budgetId, begun }: Of & { begun: boolean }) {
  return (
    <ActionDialog
      trigger={begun ? "End" : "Take back"}
      triggerLook="danger"
      title={begun ? "End the budget" : "Take the budget back"}
      action={end}
      fields={{ organization, budgetId }}
      submit={begun ? "End budget" : "Take back"}
      look="danger"
      done={begun ? "The budget ends today" : "The budget is taken back"}
    >
      <p className="text-sm">
        {begun
          ? "Today is its last day. Its past stays, with what it was held against; it cannot be taken up again."
          : "It has not begun yet, so nothing of it stays but its entry in the audit log."}
      </p>
    </ActionDialog>
  );
}
