"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { cancelImport } from "@/lib/ledger/import/cancel";
import { act } from "../act";

const One = z.object({ importId: z.string("Choose an import.") });

export async function cancel(_state: ActionState, form: FormData): Promise<ActionState> {
  return act(form, One, (scope, asked) => cancelImport(scope, asked.importId, new Date()));
}
