"use client";
import { useId } from "react";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { addCostCenter, addDeveloper, addTeam } from "../actions";

export function NewDeveloper({ organization }: { organization: string }) {
  const id = useId();
  return (
    <ActionDialog
      trigger="Add a developer"
      title="Add a developer"
      action={addDeveloper}
      fields={{ organization }}
      submit="Add developer"
      done="The developer is added."
    >
      <p className="text-sm text-muted">
        People whom requests or OpenRouter name are found by themselves. Add those whom nothing names, such as a service.
      </p>
      <Field id={`${id}-name`} label="Name">
        <Input id={`${id}-name`} name="name" required maxLength={100} />
      </Field>
      <Field id={`${id}-email`} label="E-mail" hint="Optional. Requests and keys of this address are theirs.">
        <Input id={`${id}-email`} name="email" type="email" />
      </Field>
      <Field id={`${id}-kind`} label="Kind">
        <Select id={`${id}-kind`} name="kind" defaultValue="person">
          <option value="person">Person</option>
          <option value="service">Service</option>
        </Select>
      </Field>
    </ActionDialog>
  );
}

export function NewTeam({ organization }: { organization: string }) {
  const id = useId();
  return (
    <ActionDialog
      trigger="Add a team"
      title="Add a team"
      action={addTeam}
      fields={{ organization }}
      submit="Add team"
      done="The team is added."
    >
      <Field id={id} label="Name">
        <Input id={id} name="name" required maxLength={100} />
      </Field>
    </ActionDialog>
  );
}

/** Name and code of a cost center. */
export function CostCenterFields({ name, code }: { name?: string; code?: string | null }) {
  const id = useId();
  return (
    <>
      <Field id={`${id}-name`} label="Name">
        <Input id={`${id}-name`} name="name" required maxLength={100} defaultValue={name} />
      </Field>
      <Field id={`${id}-code`} label="Code" hint="Optional: its number in your books.">
        <Input id={`${id}-code`} name="code" maxLength={50} defaultValue={code ?? ""} />
      </Field>
    </>
  );
}

export function NewCostCenter({ organization }: { organization: string }) {
  return (
    <ActionDialog
      trigger="Add a cost center"
      title="Add a cost center"
      action={addCostCenter}
      fields={{ organization }}
      submit="Add cost center"
      done="The cost center is added."
    >
      <CostCenterFields />
    </ActionDialog>
  );
}
