"use client";
import { useRouter } from "next/navigation";
import { type ReactNode, useId } from "react";
import { Dialog } from "@/app/_components/dialog";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import type { DeveloperKind } from "@/lib/domain/attribution/developer-alias";
import type { Day } from "@/lib/domain/day";
import { DatedFields } from "../../_components/dated-fields";
import { changeDeveloper, merge, placeDeveloper, removeDeveloper } from "../../actions";

interface Fields extends Record<string, string> {
  organization: string;
  developerId: string;
}

export function EditDeveloper({ fields, name, kind }: { fields: Fields; name: string; kind: DeveloperKind }) {
  const id = useId();
  return (
    <ActionDialog
      trigger="Edit"
      title={`Edit ${name}`}
      action={changeDeveloper}
      fields={fields}
      submit="Save"
      done="The developer is changed."
    >
      <Field id={`${id}-name`} label="Name">
        <Input id={`${id}-name`} name="name" required maxLength={100} defaultValue={name} />
      </Field>
      <Field id={`${id}-kind`} label="Kind">
        <Select id={`${id}-kind`} name="kind" defaultValue={kind}>
          <option value="person">Person</option>
          <option value="service">Service</option>
        </Select>
      </Field>
    </ActionDialog>
  );
}

export function PlaceDeveloper({
  fields,
  name,
  teams,
  teamId,
  today,
}: {
  fields: Fields;
  name: string;
  teams: readonly { id: string; name: string }[];
  teamId: string | null;
  today: Day;
}) {
  return (
    <ActionDialog
      trigger="Set team"
      title={`In which team is ${name}?`}
      action={placeDeveloper}
      fields={fields}
      submit="Set team"
      done="The team is set. The days it concerns are being rebuilt."
    >
      <DatedFields label="Team" name="teamId" choices={teams} nothing="None" current={teamId} fromDay={today} />
    </ActionDialog>
  );
}

function Moved({ label, values, none }: { label: string; values: readonly string[]; none: string }) {
  return (
    <div>
      <dt className="text-xs text-muted">{label}</dt>
      <dd>{values.length > 0 ? values.join(" · ") : none}</dd>
    </div>
  );
}

/** Makes one of two, after saying what moves. */
export function MergeDeveloper({
  fields,
  name,
  others,
  moves,
}: {
  fields: Fields;
  name: string;
  others: readonly { id: string; name: string; email: string | null }[];
  moves: { aliases: readonly string[]; keys: readonly string[]; teams: readonly string[]; charged: ReactNode };
}) {
  const id = useId();
  const router = useRouter();
  if (others.length === 0) return null;
  return (
    <Dialog trigger="Merge" size="small" title={`Who is ${name} really?`}>
      {(close) => (
        <ActionForm
          action={merge}
          fields={fields}
          submit="Merge"
          done={`${name} is merged. The days it concerns are being rebuilt.`}
          cancel={close}
          onDone={() => router.push(`/${fields.organization}/settings/people`)}
        >
          <Field id={id} label="Merge into">
            <Select id={id} name="intoId" required defaultValue="">
              <option value="" disabled>
                Choose
              </option>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.name}
                  {other.email && other.email !== other.name ? ` (${other.email})` : ""}
                </option>
              ))}
            </Select>
          </Field>
          <dl className="flex flex-col gap-2 text-sm [overflow-wrap:anywhere]">
            <div>
              <dt className="text-xs text-muted">Spend that moves</dt>
              <dd>{moves.charged}</dd>
            </div>
            <Moved label="Aliases that move" values={moves.aliases} none="None" />
            <Moved label="Keys that move" values={moves.keys} none="None" />
            <Moved label="Teams that end: days take the other one’s" values={moves.teams} none="None" />
          </dl>
          <p className="text-sm text-muted">{name} is gone then. This cannot be undone.</p>
        </ActionForm>
      )}
    </Dialog>
  );
}

export function DeleteDeveloper({ fields, name }: { fields: Fields; name: string }) {
  const router = useRouter();
  return (
    <Dialog trigger="Delete" look="danger" size="small" title={`Delete ${name}?`}>
      {(close) => (
        <ActionForm
          action={removeDeveloper}
          fields={fields}
          submit="Delete developer"
          done="The developer is deleted."
          look="danger"
          cancel={close}
          onDone={() => router.push(`/${fields.organization}/settings/people`)}
        >
          <p className="text-sm text-muted">
            Only whoever has neither spend nor keys can be deleted. Merge anybody else into another, so that no dollar loses its
            name.
          </p>
        </ActionForm>
      )}
    </Dialog>
  );
}
