"use client";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Checkbox, Field, Select } from "@/app/_components/form/field";
import { ROLES, type Role } from "@/lib/domain/role";
import { remove, setRole, setTeams, signOutMember } from "../actions";
import { ROLE_WORDS } from "./role-words";

interface MemberActionsProps {
  organization: string;
  member: { id: string; email: string; role: Role; sessions: number; teamIds: string[] };
  teams: { id: string; name: string }[];
  /** Whether who looks may make and unmake owners. */
  ownerships: boolean;
}

/** What can be done with one member. */
export function MemberActions({ organization, member, teams, ownerships }: MemberActionsProps) {
  const fields = { organization, membershipId: member.id };
  const roleId = `role-${member.id}`;
  if (member.role === "owner" && !ownerships) return null;
  return (
    <div className="flex flex-wrap justify-end gap-2">
      {member.role === "manager" && (
        <ActionDialog
          trigger="Teams"
          title={`Whose spend does ${member.email} see?`}
          action={setTeams}
          fields={fields}
          submit="Set teams"
          done="The teams are set."
        >
          {teams.length === 0 ? (
            <p className="text-sm text-muted">There are no teams yet.</p>
          ) : (
            <fieldset className="flex flex-col gap-2">
              <legend className="sr-only">Teams</legend>
              {teams.map(({ id, name }) => (
                <Checkbox key={id} name="teams[]" value={id} label={name} defaultChecked={member.teamIds.includes(id)} />
              ))}
            </fieldset>
          )}
        </ActionDialog>
      )}
      <ActionDialog
        trigger="Change role"
        title={`What may ${member.email} do?`}
        action={setRole}
        fields={fields}
        submit="Change role"
        done="The role is changed. It counts from the next page on."
      >
        <Field id={roleId} label="Role">
          <Select id={roleId} name="role" defaultValue={member.role}>
            {ROLES.filter((known) => ownerships || known !== "owner").map((known) => (
              <option key={known} value={known}>
                {known}: {ROLE_WORDS[known]}
              </option>
            ))}
          </Select>
        </Field>
      </ActionDialog>
      {member.sessions > 0 && (
        <ActionDialog
          trigger="Sign out everywhere"
          title={`Sign ${member.email} out?`}
          action={signOutMember}
          fields={fields}
          submit="Sign out everywhere"
          done="Every browser is signed out."
        >
          <p className="text-sm text-muted">
            Every browser the person is signed in with is signed out at its next click. The person may sign in again.
          </p>
        </ActionDialog>
      )}
      <ActionDialog
        trigger="Remove"
        triggerLook="danger"
        title={`Remove ${member.email}?`}
        action={remove}
        fields={fields}
        submit="Remove member"
        done="The member is removed and signed out."
        look="danger"
      >
        <p className="text-sm text-muted">
          The person is signed out at once and cannot come back unless invited. Their spend and what they did stay on record. API
          tokens they made go on working: revoke those under API tokens.
        </p>
      </ActionDialog>
    </div>
  );
}
