"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { addReportRecipient, removeReportRecipient, setReportSchedule } from "@/lib/ledger/weekly-report/schedule";
import { act } from "../act";

const Schedule = z.object({
  weekday: z.coerce.number("Choose a day."),
  hour: z.coerce.number("Choose an hour."),
  sends: z.string().nullish(),
});

export async function saveSchedule(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Schedule, (scope, { weekday, hour, sends }) =>
    setReportSchedule(scope, { weekday, hour, sends: sends !== null && sends !== undefined }),
  );
}

export async function addRole(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ role: z.string("Choose a role.") });
  return act(form, schema, (scope, { role }) => addReportRecipient(scope, { kind: "role", role }, new Date()));
}

export async function addTeam(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ teamId: z.string("Choose a team.") });
  return act(form, schema, (scope, { teamId }) => addReportRecipient(scope, { kind: "team", teamId }, new Date()));
}

/** An address of no member gets the report of a team, or of the organization where none is chosen. */
export async function addAddress(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ email: z.string("Write an address."), teamId: z.string().nullish() });
  return act(form, schema, (scope, { email, teamId }) =>
    addReportRecipient(scope, { kind: "address", email, teamId: teamId || null }, new Date()),
  );
}

export async function removeRecipient(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ recipientId: z.string("Choose a recipient.") });
  return act(form, schema, (scope, { recipientId }) => removeReportRecipient(scope, recipientId));
}
