"use client";
import { useId } from "react";
import { Field, Input, Select } from "@/app/_components/form/field";
import type { Day } from "@/lib/domain/day";

/** What holds, from which day on, and if it is known, until when. */
export function DatedFields({
  label,
  name,
  choices,
  nothing,
  current,
  fromDay,
}: {
  label: string;
  /** The field of the choice. */
  name: string;
  choices: readonly { id: string; name: string }[];
  /** What the choice of none is called. */
  nothing: string;
  current: string | null;
  fromDay: Day;
}) {
  const id = useId();
  return (
    <>
      <Field id={`${id}-choice`} label={label}>
        <Select id={`${id}-choice`} name={name} defaultValue={current ?? ""}>
          <option value="">{nothing}</option>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field id={`${id}-from`} label="From" hint="The first day (UTC) it counts for. Earlier days stay as they are.">
        <Input id={`${id}-from`} name="fromDay" type="date" required defaultValue={fromDay} />
      </Field>
      <Field id={`${id}-to`} label="Until" hint="Optional: the first day it counts no longer. Open: until the next change.">
        <Input id={`${id}-to`} name="toDay" type="date" />
      </Field>
    </>
  );
}
