"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { environment } from "@/lib/access/environment";
import { ALERT_RULES } from "@/lib/domain/alert/alert";
import { CHANNEL_KINDS } from "@/lib/domain/alert/channel";
import { addChannel, changeChannel, pauseChannel, removeChannel, resumeChannel, testChannel } from "@/lib/ledger/alert/channels";
import { setAlertSettings, setConnectionCritical } from "@/lib/ledger/alert/settings";
import { act } from "../act";

/** `signingSecret` is there once, right after a webhook was added. */
export type AddedState = ActionState & { signingSecret: string | null };

const rules = z.array(z.enum(ALERT_RULES)).default([]);
/** Every rule is all of them, those that come later too. */
const chosen = (picked: readonly string[]) => (picked.length === ALERT_RULES.length ? null : picked);

const New = z.object({
  channelKind: z.enum(CHANNEL_KINDS, "Choose what kind of channel it is."),
  name: z.string("Write a name."),
  to: z.string("Write where it leads."),
  "rules[]": rules,
});

export async function add(_state: AddedState, form: FormData): Promise<AddedState> {
  let signingSecret: string | null = null;
  const state = await act(form, New, async (scope, asked) => {
    const { name, to, channelKind: kind } = asked;
    const allowPrivate = environment().allowPrivateNetworks;
    const added = await addChannel(scope, { kind, name, to, rules: chosen(asked["rules[]"]), allowPrivate }, new Date());
    signingSecret = added.signingSecret;
  });
  return { ...state, signingSecret };
}

const One = z.object({ channelId: z.string("Choose a channel.") });

export async function change(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = One.extend({ name: z.string("Write a name."), "rules[]": rules });
  return act(form, schema, (scope, { channelId, name, "rules[]": picked }) =>
    changeChannel(scope, channelId, { name, rules: chosen(picked) }),
  );
}

export async function test(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, { channelId }) => testChannel(scope, channelId, new Date()));
}

export async function pause(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, { channelId }) => pauseChannel(scope, channelId));
}

export async function resume(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, { channelId }) => resumeChannel(scope, channelId, new Date()));
}

export async function remove(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, { channelId }) => removeChannel(scope, channelId, new Date()));
}

/** Which rules are on: every field by its name, a box that is not ticked is missing. */
export async function saveRules(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, z.record(z.string(), z.unknown()), (scope, fields) => {
    const texts = Object.entries(fields).filter((entry): entry is [string, string] => typeof entry[1] === "string");
    return setAlertSettings(scope, Object.fromEntries(texts), new Date());
  });
}

export async function markCritical(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ connectionId: z.string("Choose a connection."), critical: z.string().optional() });
  return act(form, schema, (scope, { connectionId, critical }) => setConnectionCritical(scope, connectionId, critical === "on"));
}
