"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { renameOrganization, setAllowedDomains } from "@/lib/ledger/organizations";
import { changeRole, inviteMember, removeMember, signOutEverywhere } from "@/lib/ledger/people/members";
import { setManagedTeams } from "@/lib/ledger/people/teams";
import { act } from "../act";

const One = z.object({ membershipId: z.string("Choose a member.") });

export async function invite(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ email: z.string("Write an address."), role: z.string("Choose a role.") });
  return act(form, schema, inviteMember);
}

export async function setRole(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = One.extend({ role: z.string("Choose a role.") });
  return act(form, schema, (scope, asked) => changeRole(scope, asked.membershipId, asked.role));
}

export async function setTeams(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = One.extend({ "teams[]": z.array(z.string()).default([]) });
  return act(form, schema, (scope, asked) => setManagedTeams(scope, asked.membershipId, asked["teams[]"]));
}

export async function signOutMember(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => signOutEverywhere(scope, asked.membershipId));
}

export async function remove(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => removeMember(scope, asked.membershipId, new Date()));
}

export async function rename(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, z.object({ name: z.string("Write a name.") }), (scope, asked) => renameOrganization(scope, asked.name));
}

export async function setDomains(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, z.object({ domains: z.string("Write the domains.") }), (scope, asked) =>
    setAllowedDomains(
      scope,
      asked.domains.split(/[\s,]+/).filter((domain) => domain !== ""),
    ),
  );
}
