"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { isDay, parseDay } from "@/lib/domain/day";
import { requestRebuild } from "@/lib/ledger/rebuild/books-rebuild";
import { act } from "../settings/act";

const Asked = z.object({
  connectionId: z.string("Choose a connection."),
  day: z.string("Choose a day.").refine(isDay, "Choose a day.").transform(parseDay),
});

/** Has a day added up again; the worker does it within seconds. */
export async function rebuild(_state: ActionState, form: FormData): Promise<ActionState> {
  const after = await act(form, Asked, (scope, { connectionId, day }) => requestRebuild(scope, connectionId, day, new Date()));
  revalidatePath("/[organization]/reconciliation", "layout");
  return after;
}
