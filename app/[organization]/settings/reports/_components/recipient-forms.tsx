"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { ROLES } from "@/lib/domain/role";
import { addAddress, addRole, addTeam, removeRecipient } from "../actions";

interface Team {
  id: string;
  name: string;
}

function TeamOptions({ teams }: { teams: readonly Team[] }) {
  return teams.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ));
}

/** Adds members of a role, the people of a team, or one address. */
export function RecipientForms({ organization, teams }: { organization: string; teams: readonly Team[] }) {
  const fields = { organization };
  return (
    <div className="grid gap-6 md:grid-cols-3">
      <ActionForm action={addRole} fields={fields} submit="Add the role" done="Added." look="secondary">
        <Field id="recipient-role" label="Members by role" hint="Each gets the report of what he may see.">
          <Select id="recipient-role" name="role" defaultValue="finance">
            {ROLES.map((role) => (
              <option key={role}>{role}</option>
            ))}
          </Select>
        </Field>
      </ActionForm>
      {teams.length > 0 && (
        <ActionForm action={addTeam} fields={fields} submit="Add the team" done="Added." look="secondary">
          <Field id="recipient-team" label="Members by team" hint="Its managers get the team’s, its people their own.">
            <Select id="recipient-team" name="teamId">
              <TeamOptions teams={teams} />
            </Select>
          </Field>
        </ActionForm>
      )}
      <ActionForm action={addAddress} fields={fields} submit="Add the address" done="Added." look="secondary">
        <Field id="recipient-email" label="An address" hint="A member gets what he may see; anybody else what you choose.">
          <Input id="recipient-email" name="email" type="email" required maxLength={254} placeholder="mei@example.com" />
        </Field>
        <Field id="recipient-report" label="Whose report">
          <Select id="recipient-report" name="teamId" defaultValue="">
            <option value="">The organization’s</option>
            <TeamOptions teams={teams} />
          </Select>
        </Field>
      </ActionForm>
    </div>
  );
}

/** Takes one entry off the list. */
export function RemoveRecipient({ organization, recipientId }: { organization: string; recipientId: string }) {
  return (
    <ActionForm
      action={removeRecipient}
      fields={{ organization, recipientId }}
      submit="Remove"
      done="Removed."
      look="quiet"
      size="small"
    />
  );
}
