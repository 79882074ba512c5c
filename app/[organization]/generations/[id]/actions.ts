"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { repairGeneration } from "@/lib/intake/repair-generation";
import { act } from "../../settings/act";

/** Asks OpenRouter about one request; the page then shows what it said. */
export async function askOpenRouter(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ organization: z.string(), generationId: z.string("Say which request.") });
  const outcome = await act(form, schema, (scope, asked) => repairGeneration(scope, asked.generationId));
  if (outcome.done) revalidatePath(`/${form.get("organization")}/generations`, "layout");
  return outcome;
}
