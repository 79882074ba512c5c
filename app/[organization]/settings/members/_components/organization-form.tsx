"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import { rename, setDomains } from "../actions";

interface OrganizationFormProps {
  organization: string;
  name: string;
  allowedDomains: string[];
}

/** The organization's name, and whose people join by themselves. */
export function OrganizationForm({ organization, name, allowedDomains }: OrganizationFormProps) {
  const fields = { organization };
  return (
    <div className="grid gap-6 sm:grid-cols-2">
      <ActionForm action={rename} fields={fields} submit="Rename" done="The organization has its new name." look="secondary">
        <Field id="organization-name" label="Name" hint="Addresses of pages stay as they are.">
          <Input id="organization-name" name="name" required maxLength={100} defaultValue={name} key={name} />
        </Field>
      </ActionForm>
      <ActionForm action={setDomains} fields={fields} submit="Save domains" done="The domains are saved." look="secondary">
        <Field
          id="organization-domains"
          label="Domains that may join"
          hint="People with a verified address of these join as member when they first sign in. Separated by commas; empty: by invitation alone."
        >
          <Input
            id="organization-domains"
            name="domains"
            defaultValue={allowedDomains.join(", ")}
            key={allowedDomains.join()}
            placeholder="example.com"
          />
        </Field>
      </ActionForm>
    </div>
  );
}
