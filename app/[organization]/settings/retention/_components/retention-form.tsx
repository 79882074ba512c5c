"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import { keepRequests } from "../actions";

/** For how many days single requests are kept. */
export function RetentionForm({ organization, days }: { organization: string; days: number | null }) {
  return (
    <ActionForm action={keepRequests} fields={{ organization }} submit="Save" done="Saved. Older requests go within the hour.">
      <Field id="retention-days" label="Days" hint="At least 35. Empty: for ever.">
        <Input
          id="retention-days"
          name="days"
          inputMode="numeric"
          pattern="[0-9]*"
          className="max-w-40"
          defaultValue={days ?? ""}
          key={days}
          placeholder="for ever"
        />
      </Field>
    </ActionForm>
  );
}
