"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Field, Input, Select } from "@/app/_components/form/field";
import { ROLES, type Role } from "@/lib/domain/role";
import { invite } from "../actions";
import { ROLE_WORDS } from "./role-words";

/** Lets one more address in. */
export function InviteForm({
  organization,
  role,
  hasSignOn,
}: {
  organization: string;
  role: Role;
  /** Single sign-on is set up; without it people come in by one-time links. */
  hasSignOn: boolean;
}) {
  return (
    <ActionForm
      action={invite}
      fields={{ organization }}
      submit="Invite"
      pending="Inviting…"
      done={
        hasSignOn
          ? "Invited. The person comes in by signing in with this address."
          : "Invited. Whoever runs Waybill makes the person a link to sign in with."
      }
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          id="invite-email"
          label="E-mail address"
          hint={
            hasSignOn
              ? "Exactly the address the person signs in with. Waybill sends no mail: tell them where it is."
              : "Single sign-on is not set up: make them a one-time link by npm run waybill -- sign-in-link <address>."
          }
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
