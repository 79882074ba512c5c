"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { LinkButton } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { NOT_SENT } from "@/app/_components/form/action-state";
import { Field, Input } from "@/app/_components/form/field";
import { HeldForm } from "@/app/_components/form/held-form";
import { SubmitButton } from "@/app/_components/form/submit-button";
import { toast } from "@/app/_components/shell/toast";
import type { BudgetPeriod } from "@/lib/domain/budget/budget";
import { checkAmount } from "@/lib/domain/budget/check";
import type { Day } from "@/lib/domain/day";
import type { Usd } from "@/lib/domain/usd";
import { create, type MadeState } from "../actions";
import { AboutFields, type Choices } from "./about-fields";
import { AmountFields } from "./amount-fields";
import { OfferFields } from "./offer-fields";
import { PreviewPanel } from "./preview-panel";
import { useBudgetPreview } from "./use-budget-preview";

const START: MadeState = { ...NOT_SENT, budgetId: null };

function readAmount(text: string): Usd | null {
  try {
    return checkAmount(text);
  } catch {
    return null;
  }
}

export interface EditorStart {
  name: string;
  per: BudgetPeriod;
  kind: string;
  amount: string;
  /** `dimension:word` each. */
  about: string[];
  startsOn: Day;
  workingDays: number;
  ownerEmail: string;
}

/** Makes a budget, with a live view of what it would have been in past periods. */
export function BudgetEditor({
  organization,
  choices,
  start,
}: {
  organization: string;
  choices: readonly Choices[];
  start: EditorStart;
}) {
  const router = useRouter();
  const [per, setPer] = useState(start.per);
  const [about, setAbout] = useState(start.about);
  const [amount, setAmount] = useState(start.amount);
  const [workingDays, setWorkingDays] = useState(String(start.workingDays));
  const preview = useBudgetPreview(organization, per, about);
  const amountUsd = readAmount(amount);
  return (
    <HeldForm
      action={create}
      start={START}
      onDone={({ budgetId }) => {
        toast("The budget is made");
        router.push(`/${organization}/budgets/${budgetId}`);
      }}
      className="grid items-start gap-5 xl:grid-cols-2"
    >
      {({ busy, error }) => (
        <>
          <input type="hidden" name="organization" value={organization} />
          <Card title="The budget">
            <div className="flex flex-col gap-5">
              <Field id="budget-name" label="Name">
                <Input id="budget-name" name="name" required maxLength={100} autoComplete="off" defaultValue={start.name} />
              </Field>
              <AmountFields amount={amount} onAmount={setAmount} per={per} onPer={setPer} kind={start.kind} />
              <AboutFields choices={choices} about={about} onChange={setAbout} />
              <div className="grid gap-4 sm:grid-cols-2">
                <Field id="budget-start" label="First day" hint="UTC. Days before it do not count.">
                  <Input id="budget-start" name="startsOn" type="date" required defaultValue={start.startsOn} />
                </Field>
                <Field id="budget-end" label="Last day" hint="Open: until it is ended.">
                  <Input id="budget-end" name="endsOn" type="date" />
                </Field>
              </div>
              <OfferFields
                per={per}
                amountUsd={amountUsd}
                expectedUsd={preview.state === "known" ? preview.expectedUsd : null}
                workingDays={workingDays}
                onWorkingDays={setWorkingDays}
              />
              <Field id="budget-owner" label="Who answers for it" hint="An e-mail address, or nobody.">
                <Input id="budget-owner" name="ownerEmail" type="email" defaultValue={start.ownerEmail} autoComplete="off" />
              </Field>
              <Field id="budget-note" label="Note">
                <Input id="budget-note" name="note" maxLength={1000} autoComplete="off" />
              </Field>
              {error}
              <div className="flex gap-2">
                <SubmitButton pending="Making…" disabled={busy}>
                  {busy ? "Making…" : "Make budget"}
                </SubmitButton>
                <LinkButton look="quiet" href={`/${organization}/budgets`}>
                  Cancel
                </LinkButton>
              </div>
            </div>
          </Card>
          <Card title="What it would have been" note="As the books have it today; days are UTC.">
            <PreviewPanel preview={preview} amountUsd={amountUsd} per={per} />
          </Card>
        </>
      )}
    </HeldForm>
  );
}
