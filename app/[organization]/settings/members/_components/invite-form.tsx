"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { ROLES, type Role } from "@/lib/domain/role";
import { invite } from "../actions";
import { ROLE_WORDS } from "./role-words";

/** Lets one more address in. */
export function InviteForm({ organization, role }: { organization: string; role: Role }) {
  return (
    <ActionForm
      action={invite}
      fields={{ organization }}
      submit="Invite"
      pending="Inviting…"
      done="Invited. The person comes in by signing in with this address."
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="invite-email"
          label="E-mail address"
          hint="Exactly the address the person signs in with. Waybill sends no mail."
        >
          <Input id="invite-email" name="email" type="email" required autoComplete="off" />
        </Field>
        <Field id="invite-role" label="Role">
          <Select id="invite-role" name="role" defaultValue="member">
            {ROLES.filter((known) => role === "owner" || known !== "owner").map((known) => (
              <option key={known} value={known}>
                {known}: {ROLE_WORDS[known]}
              </option>
            ))}
          </Select>
        </Field>
      </div>
    </ActionForm>
  );
}
