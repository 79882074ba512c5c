"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { requireScope } from "@/lib/access/scope";
import { type Day, isDay } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { KEY_ENVIRONMENTS } from "@/lib/domain/key/environment";
import { setKeyOwner } from "@/lib/ledger/people/developers";
import { setKeyEnvironment } from "@/lib/ledger/people/key-environment";

const day = z.custom<Day>((value) => typeof value === "string" && isDay(value));

const form = z.object({
  organization: z.string(),
  keyId: z.uuid(),
  developerId: z.union([z.literal(""), z.uuid()]),
  fromDay: day,
  toDay: z.union([z.literal(""), day]).optional(),
});

/** Does it, and tells the form how it went. */
async function told(organization: string, work: () => Promise<void>): Promise<ActionState> {
  try {
    await work();
  } catch (error) {
    if (error instanceof WaybillError) return { done: false, error: { message: error.message, todo: error.todo } };
    throw error;
  }
  revalidatePath(`/${organization}`, "layout");
  return { done: true, error: null };
}

const environmentForm = z.object({
  organization: z.string(),
  keyId: z.uuid(),
  environment: z.union([z.literal(""), z.enum(KEY_ENVIRONMENTS)]),
});

/** Says what a key is used for. */
export async function assignEnvironment(_state: ActionState, data: FormData): Promise<ActionState> {
  const asked = environmentForm.safeParse(Object.fromEntries(data));
  if (!asked.success) {
    return { done: false, error: { message: "Nothing was changed: the form is incomplete.", todo: "Choose an environment." } };
  }
  const { organization, keyId, environment } = asked.data;
  const scope = await requireScope(organization);
  return told(organization, () => setKeyEnvironment(scope, keyId, environment || null, new Date()));
}

/** Sets a key's owner from a day on (or to another, exclusive); the pages show the rebuilt days as they come. */
export async function assignOwner(_state: ActionState, data: FormData): Promise<ActionState> {
  const asked = form.safeParse(Object.fromEntries(data));
  if (!asked.success) {
    return {
      done: false,
      error: { message: "Nothing was changed: the form is incomplete.", todo: "Choose an owner and a day." },
    };
  }
  const { organization, keyId, developerId, fromDay, toDay } = asked.data;
  const scope = await requireScope(organization);
  return told(organization, () => setKeyOwner(scope, keyId, developerId || null, fromDay, new Date(), toDay || null));
}
