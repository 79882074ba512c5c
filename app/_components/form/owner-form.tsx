"use client";
import { useId } from "react";
import type { Day } from "@/lib/domain/day";
import { ActionDialog, type ActionFormProps } from "./action-form";
import { Field, Input, Select } from "./field";

interface OwnerFormProps {
  organization: string;
  keyId: string;
  /** Told where several keys stand on the page. */
  keyName?: string;
  /** Who answers for it now; null: nobody. */
  ownerId: string | null;
  developers: readonly { id: string; name: string; email: string | null }[];
  /** From when the choice counts unless another day is chosen. */
  fromDay: Day;
  action: ActionFormProps["action"];
}

/** Says who answers for a key, from a day on. */
export function OwnerForm({ organization, keyId, keyName, ownerId, developers, fromDay, action }: OwnerFormProps) {
  const id = useId();
  return (
    <ActionDialog
      trigger={ownerId ? "Change owner" : "Assign owner"}
      title={keyName ? `Who answers for ${keyName}?` : "Who answers for this key?"}
      action={action}
      fields={{ organization, keyId }}
      submit="Set owner"
      pending="Setting…"
      done="The owner is set. The days it concerns are being rebuilt."
    >
      <Field id={`${id}-developer`} label="Owner" hint="Spend that no user field charges to somebody else is theirs.">
        <Select id={`${id}-developer`} name="developerId" defaultValue={ownerId ?? ""}>
          <option value="">Nobody</option>
          {developers.map((developer) => (
            <option key={developer.id} value={developer.id}>
              {developer.name}
              {developer.email && developer.email !== developer.name ? ` (${developer.email})` : ""}
            </option>
          ))}
        </Select>
      </Field>
      <Field id={`${id}-from`} label="From" hint="The first day (UTC) it counts for. Earlier days keep their owner.">
        <Input id={`${id}-from`} name="fromDay" type="date" required defaultValue={fromDay} />
      </Field>
      <Field id={`${id}-to`} label="Until" hint="Optional: the first day it counts no longer. Open: until the next change.">
        <Input id={`${id}-to`} name="toDay" type="date" />
      </Field>
    </ActionDialog>
  );
}
