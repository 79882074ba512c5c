"use client";
import { useId } from "react";
import { environmentLabel, KEY_ENVIRONMENTS, type KeyEnvironment } from "@/lib/domain/key/environment";
import { ActionDialog, type ActionFormProps } from "./action-form";
import { Field, Select } from "./field";

/** Says what a key is used for. */
export function EnvironmentForm({
  organization,
  keyId,
  current,
  action,
}: {
  organization: string;
  keyId: string;
  current: KeyEnvironment | null;
  action: ActionFormProps["action"];
}) {
  const id = useId();
  return (
    <ActionDialog
      trigger={current ? "Change" : "Set"}
      title="What is this key used for?"
      action={action}
      fields={{ organization, keyId }}
      submit="Set environment"
      pending="Setting…"
      done="The environment is set."
    >
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
    </ActionDialog>
  );
}
