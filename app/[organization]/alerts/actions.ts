"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { acknowledgeAlert, snoozeAlert } from "@/lib/ledger/alert/answers";
import { act } from "../settings/act";

const One = z.object({ alertId: z.string("Choose an alert.") });

export async function acknowledge(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, { alertId }) => acknowledgeAlert(scope, alertId, new Date()));
}

/** Zero hours end a snooze. */
export async function snooze(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = One.extend({ hours: z.coerce.number("Choose for how long.") });
  return act(form, schema, (scope, { alertId, hours }) => snoozeAlert(scope, alertId, hours, new Date()));
}
