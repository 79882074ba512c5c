"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { askForLook, decide, setBenchmarkDistance } from "@/lib/ledger/recommendation/decisions";
import { act } from "../settings/act";

function refreshed(after: ActionState): ActionState {
  revalidatePath("/[organization]/recommendations", "layout");
  return after;
}

const STATES = ["open", "trial", "accepted", "rejected"] as const;

const Decision = z.object({
  recommendationId: z.string("Choose a recommendation."),
  state: z.enum(STATES, "Choose what to do with it."),
  reason: z.string().nullish(),
});

/** Tries, accepts or rejects a recommendation, or takes that back. */
export async function decideOn(_state: ActionState, form: FormData): Promise<ActionState> {
  return refreshed(
    await act(form, Decision, (scope, { recommendationId, state, reason }) =>
      decide(scope, recommendationId, { state, reason: reason ?? "" }, new Date()),
    ),
  );
}

/** Has the worker look at once. */
export async function lookAgain(_state: ActionState, form: FormData): Promise<ActionState> {
  return refreshed(await act(form, z.object({}), (scope) => askForLook(scope, new Date())));
}

const Distance = z.object({
  points: z
    .string("Write a number of points.")
    .trim()
    .regex(/^\d{1,3}([.,]\d{1,2})?$/, "Write a number of points."),
});

/** How far below the model in use a candidate may be rated. */
export async function saveDistance(_state: ActionState, form: FormData): Promise<ActionState> {
  return refreshed(
    await act(form, Distance, (scope, { points }) => setBenchmarkDistance(scope, Number(points.replace(",", ".")), new Date())),
  );
}
