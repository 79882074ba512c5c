"use client";
import { useId } from "react";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Field, Input } from "@/app/_components/form/field";
import type { Day } from "@/lib/domain/day";
import { changeCenter, changeTeam, chargeTeam, removeCenter } from "../actions";
import { DatedFields } from "./dated-fields";
import { CostCenterFields } from "./new-forms";

export function TeamActions({
  organization,
  team,
  costCenterId,
  costCenters,
  today,
}: {
  organization: string;
  team: { id: string; name: string };
  /** What it is charged to today. */
  costCenterId: string | null;
  costCenters: readonly { id: string; name: string }[];
  today: Day;
}) {
  const id = useId();
  const fields = { organization, teamId: team.id };
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <ActionDialog
        trigger="Cost center"
        title={`What is ${team.name} charged to?`}
        action={chargeTeam}
        fields={fields}
        submit="Set cost center"
        done="The cost center is set. The days it concerns are being rebuilt."
      >
        <DatedFields
          label="Cost center"
          name="costCenterId"
          choices={costCenters}
          nothing="None"
          current={costCenterId}
          fromDay={today}
        />
      </ActionDialog>
      <ActionDialog
        trigger="Rename"
        title={`Rename ${team.name}`}
        action={changeTeam}
        fields={fields}
        submit="Rename team"
        done="The team is renamed."
      >
        <Field id={id} label="Name">
          <Input id={id} name="name" required maxLength={100} defaultValue={team.name} />
        </Field>
      </ActionDialog>
    </div>
  );
}

export function CostCenterActions({
  organization,
  costCenter,
}: {
  organization: string;
  costCenter: { id: string; name: string; code: string | null };
}) {
  const fields = { organization, costCenterId: costCenter.id };
  return (
    <div className="flex flex-wrap justify-end gap-2">
      <ActionDialog
        trigger="Change"
        title={`Change ${costCenter.name}`}
        action={changeCenter}
        fields={fields}
        submit="Save"
        done="The cost center is changed."
      >
        <CostCenterFields name={costCenter.name} code={costCenter.code} />
      </ActionDialog>
      <ActionDialog
        trigger="Delete"
        triggerLook="danger"
        title={`Delete ${costCenter.name}?`}
        action={removeCenter}
        fields={fields}
        submit="Delete cost center"
        done="The cost center is deleted."
        look="danger"
      >
        <p className="text-sm text-muted">One that a team is or was charged to stays, so that past days keep their name.</p>
      </ActionDialog>
    </div>
  );
}
