"use client";
import { useId } from "react";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { addAlias, removeAlias } from "../../actions";

interface Fields extends Record<string, string> {
  organization: string;
  developerId: string;
}

export function NewAlias({ fields }: { fields: Fields }) {
  const id = useId();
  return (
    <ActionDialog
      trigger="Add an alias"
      title="What else names them?"
      action={addAlias}
      fields={fields}
      submit="Add alias"
      done="The alias is theirs. The days it concerns are being rebuilt."
    >
      <Field id={`${id}-kind`} label="What it is">
        <Select id={`${id}-kind`} name="aliasKind" defaultValue="user">
          <option value="user">A value of the user field of requests</option>
          <option value="email">An e-mail address</option>
          <option value="member">An OpenRouter member: id, or name as logs give it</option>
        </Select>
      </Field>
      <Field id={`${id}-value`} label="Value" hint="Whoever it stood for before no longer has it; past spend moves along.">
        <Input id={`${id}-value`} name="value" required maxLength={400} />
      </Field>
    </ActionDialog>
  );
}

/** Moving an alias to somebody else, and taking it off. */
export function AliasActions({
  fields,
  alias,
  name,
  others,
}: {
  fields: Fields;
  alias: { kind: string; value: string };
  name: string;
  others: readonly { id: string; name: string }[];
}) {
  const id = useId();
  const { organization } = fields;
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {others.length > 0 && (
        <ActionDialog
          trigger="Move"
          title={`Who is ${alias.value}?`}
          action={addAlias}
          fields={{ organization, aliasKind: alias.kind, value: alias.value }}
          submit="Move alias"
          done="The alias is moved. The days it concerns are being rebuilt."
        >
          <Field id={id} label="Developer" hint={`What it names, past spend included, moves from ${name} to them.`}>
            <Select id={id} name="developerId" required defaultValue="">
              <option value="" disabled>
                Choose
              </option>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.name}
                </option>
              ))}
            </Select>
          </Field>
        </ActionDialog>
      )}
      <ActionDialog
        trigger="Remove"
        triggerLook="danger"
        title={`Is ${alias.value} somebody else?`}
        action={removeAlias}
        fields={{ ...fields, aliasKind: alias.kind, value: alias.value }}
        submit="Remove alias"
        done="The alias is a developer of its own now."
        look="danger"
      >
        <p className="text-sm text-muted">
          {alias.value} becomes a developer of its own, and what it names is charged there, past spend included. Nothing is lost.
        </p>
      </ActionDialog>
    </div>
  );
}
