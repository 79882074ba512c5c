import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { requireScope } from "@/lib/access/scope";
import { WaybillError } from "@/lib/domain/error";
import type { AuthorizedScope } from "@/lib/domain/scope";

const Place = z.object({ organization: z.string() });

/**
 * What every settings action does around its own work: who asks, what the form says, what went wrong in words for the
 * form to show, and the page made anew. Errors that were not written for people go to the error page and the log.
 */
export async function act<Asked>(
  form: FormData,
  schema: z.ZodType<Asked>,
  work: (scope: AuthorizedScope, asked: Asked) => Promise<unknown>,
): Promise<ActionState> {
  // No page sends one, and the database takes none.
  if ([...form.values()].some((value) => typeof value === "string" && value.includes("\0"))) {
    return failed("Nothing was changed: a field has a null character in it.", "Write that field anew.");
  }
  const place = Place.safeParse({ organization: form.get("organization") });
  if (!place.success) return failed("The form did not say which organization it is of.", "Reload the page.");
  const scope = await requireScope(place.data.organization);
  const fields = [...new Set(form.keys())].filter((name) => !name.startsWith("$"));
  const asked = schema.safeParse(Object.fromEntries(fields.map((name) => [name, fieldOf(form, name)])));
  if (!asked.success) {
    return failed("Nothing was changed: the form is incomplete.", asked.error.issues[0]?.message ?? null);
  }
  try {
    await work(scope, asked.data);
  } catch (error) {
    if (error instanceof WaybillError) return failed(error.message, error.todo);
    throw error;
  }
  revalidatePath(`/${place.data.organization}/settings`, "layout");
  return { done: true, error: null };
}

/** `name[]` is a list, also with one or no entry. */
function fieldOf(form: FormData, name: string): FormDataEntryValue | FormDataEntryValue[] | null {
  return name.endsWith("[]") ? form.getAll(name).filter((value) => value !== "") : form.get(name);
}

function failed(message: string, todo: string | null): ActionState {
  return { done: false, error: { message, todo } };
}
