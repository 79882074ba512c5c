"use client";
import { useActionState, useEffect, useId } from "react";
import type { Day } from "@/lib/domain/day";
import { type ActionState, NOT_SENT } from "./action-state";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field, Input, Select } from "./field";
import { Notice } from "./states";
import { SubmitButton } from "./submit-button";
import { toast } from "./toast";

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
  action: (state: ActionState, form: FormData) => Promise<ActionState>;
}

function OwnerFields({
  organization,
  keyId,
  ownerId,
  developers,
  fromDay,
  action,
  close,
}: OwnerFormProps & { close: () => void }) {
  const [state, send] = useActionState(action, NOT_SENT);
  const id = useId();
  useEffect(() => {
    if (!state.done) return;
    toast("The owner is set. The days it concerns are being rebuilt.");
    close();
  }, [state, close]);
  return (
    <form action={send} className="flex flex-col gap-4">
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="keyId" value={keyId} />
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
      {state.error && (
        <Notice tone="bad">
          {state.error.message} {state.error.todo}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <SubmitButton pending="Setting…">Set owner</SubmitButton>
      </div>
    </form>
  );
}

/** Says who answers for a key, from a day on. */
export function OwnerForm(props: OwnerFormProps) {
  const trigger = props.ownerId ? "Change owner" : "Assign owner";
  return (
    <Dialog
      trigger={trigger}
      size="small"
      title={props.keyName ? `Who answers for ${props.keyName}?` : "Who answers for this key?"}
    >
      {(close) => <OwnerFields {...props} close={close} />}
    </Dialog>
  );
}
