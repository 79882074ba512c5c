"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { restoreAttribution, saveAttribution } from "@/lib/ledger/attribution/rules";
import { act } from "../act";

const Based = z.object({ basedOn: z.coerce.number("Reload the page.").int().min(0) });

/** The editor sends the whole set as JSON; what it means is checked where it is saved. */
const Json = z.string("Write the rules.").transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue("These rules are not readable. Reload the page.");
    return z.NEVER;
  }
});

export async function save(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = Based.extend({ rules: Json, note: z.string("Write a note.") });
  return act(form, schema, (scope, asked) => saveAttribution(scope, asked, new Date()));
}

export async function restore(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = Based.extend({ version: z.coerce.number("Choose a version.").int().min(1) });
  return act(form, schema, (scope, asked) => restoreAttribution(scope, asked, new Date()));
}
