"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { addKey } from "../actions";

/** Takes a management key. It leaves the page on sending and is never shown again. */
export function AddKeyForm({ organization, uploads }: { organization: string; uploads: { id: string; name: string }[] }) {
  return (
    <ActionForm
      action={addKey}
      fields={{ organization }}
      submit="Import key"
      pending="Asking OpenRouter…"
      done="The key is imported. Its first sync has begun."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="new-key"
          label="Management key"
          hint={
            <>
              Made at OpenRouter under Settings, Management keys. It can read spend and cannot spend; it is sealed before it is
              stored.
            </>
          }
        >
          <Input
            id="new-key"
            name="key"
            type="password"
            required
            autoComplete="off"
            spellCheck={false}
            placeholder="sk-or-v1-…"
            className="font-mono"
          />
        </Field>
        <Field id="new-name" label="Name" hint="What people here call the account. OpenRouter, unless you choose another.">
          <Input id="new-name" name="name" maxLength={100} autoComplete="off" placeholder="OpenRouter" />
        </Field>
        {uploads.length > 1 && (
          <Field
            id="new-home"
            label="Account of"
            hint="Choose the connection whose uploaded logs are this account's, if there is one."
          >
            <Select id="new-home" name="connectionId" defaultValue="">
              <option value="">A new account</option>
              {uploads.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
        )}
      </div>
    </ActionForm>
  );
}
