"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { addSubscription, changeSubscription, deleteSubscription, setCreditFee } from "@/lib/ledger/other-costs";
import { act } from "../act";

const Subscription = z.object({
  name: z.string("Write a name."),
  amount: z.string("Write what it costs a month."),
  fromDay: z.string("Choose its first day."),
  lastDay: z.string().default(""),
});
const Known = z.object({ subscriptionId: z.string("Reload the page.") });

function written({ name, amount, fromDay, lastDay }: z.output<typeof Subscription>) {
  return { name, amount, from: fromDay, to: lastDay };
}

export async function add(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Subscription, (scope, asked) => addSubscription(scope, written(asked)));
}

export async function change(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Subscription.extend(Known.shape), (scope, asked) =>
    changeSubscription(scope, asked.subscriptionId, written(asked)),
  );
}

export async function remove(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, Known, (scope, { subscriptionId }) => deleteSubscription(scope, subscriptionId));
}

export async function setFee(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({
    percent: z.string("Write a percentage."),
    least: z.string("Write the least fee."),
    fromDay: z.string("Choose the first day."),
  });
  return act(form, schema, (scope, { percent, least, fromDay }) => setCreditFee(scope, { percent, least, from: fromDay }));
}
