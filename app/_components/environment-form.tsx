"use client";
import { useActionState, useEffect, useId } from "react";
import { environmentLabel, KEY_ENVIRONMENTS, type KeyEnvironment } from "@/lib/domain/key-environment";
import { type ActionState, NOT_SENT } from "./action-state";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Field, Select } from "./field";
import { Notice } from "./states";
import { SubmitButton } from "./submit-button";
import { toast } from "./toast";

interface EnvironmentFormProps {
  organization: string;
  keyId: string;
  current: KeyEnvironment | null;
  action: (state: ActionState, form: FormData) => Promise<ActionState>;
}

function EnvironmentFields({ organization, keyId, current, action, close }: EnvironmentFormProps & { close: () => void }) {
  const [state, send] = useActionState(action, NOT_SENT);
  const id = useId();
  useEffect(() => {
    if (!state.done) return;
    toast("The environment is set.");
    close();
  }, [state, close]);
  return (
    <form action={send} className="flex flex-col gap-4">
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="keyId" value={keyId} />
      <Field id={id} label="Environment" hint="It counts for all days of the key.">
        <Select id={id} name="environment" defaultValue={current ?? ""}>
          <option value="">Not set</option>
          {KEY_ENVIRONMENTS.map((environment) => (
            <option key={environment} value={environment}>
              {environmentLabel(environment)}
            </option>
          ))}
        </Select>
      </Field>
      {state.error && (
        <Notice tone="bad">
          {state.error.message} {state.error.todo}
        </Notice>
      )}
      <div className="flex justify-end gap-2">
        <Button onClick={close}>Cancel</Button>
        <SubmitButton pending="Setting…">Set environment</SubmitButton>
      </div>
    </form>
  );
}

/** Says what a key is used for. */
export function EnvironmentForm(props: EnvironmentFormProps) {
  return (
    <Dialog trigger={props.current ? "Change" : "Set"} size="small" title="What is this key used for?">
      {(close) => <EnvironmentFields {...props} close={close} />}
    </Dialog>
  );
}
