"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { setRequestsKept } from "@/lib/ledger/generation/evidence-retention";
import { act } from "../act";

/** An empty field keeps single requests for ever. */
export async function keepRequests(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ days: z.string("Write a number of days, or nothing.") });
  return act(form, schema, (scope, { days }) => setRequestsKept(scope, days.trim() === "" ? null : Number(days)));
}
