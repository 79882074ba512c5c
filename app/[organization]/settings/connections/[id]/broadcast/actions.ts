"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { environment } from "@/lib/access/environment";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { lookAtBroadcast, turnOffBroadcast, turnOnBroadcast } from "@/lib/intake/broadcast-setup";
import { act } from "../../../act";

const One = z.object({ connectionId: z.string("Choose a connection.") });

function placeOf(scope: AuthorizedScope, { connectionId }: z.infer<typeof One>) {
  return { scope, connectionId, origin: environment().url, now: new Date() };
}

export async function look(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => lookAtBroadcast(placeOf(scope, asked)));
}

export async function turnOn(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = One.extend({ "said[]": z.array(z.string()), consent: z.literal("given", "Tick the box to consent.") });
  return act(form, schema, (scope, asked) => turnOnBroadcast(placeOf(scope, asked), asked["said[]"]));
}

export async function turnOff(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => turnOffBroadcast(placeOf(scope, asked)));
}
