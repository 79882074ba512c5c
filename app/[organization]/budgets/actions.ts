"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import type { WrittenBudget } from "@/lib/domain/budget/check";
import { nameBeside } from "@/lib/domain/budget/offers";
import { createBudgets } from "@/lib/ledger/budget/budgets";
import { changeBudget, endBudget, setBudgetAmount } from "@/lib/ledger/budget/changes";
import { act } from "../settings/act";

const text = z.string().default("");

const New = z.object({
  name: z.string("Write a name."),
  budgetKind: z.string().default("budget"),
  per: z.string("Choose a period."),
  amount: z.string("Write an amount."),
  "about[]": z.array(z.string()).default([]),
  startsOn: z.string("Choose a first day."),
  endsOn: text,
  workingDays: z.union([z.literal(""), z.coerce.number("The working days are no number.")]).default(""),
  ownerEmail: text,
  note: text,
  dailyAmount: text,
  capAmount: text,
});

/** `about[]` holds `dimension:word`. */
function filtersOf(about: readonly string[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {};
  for (const entry of about) {
    const dimension = entry.slice(0, Math.max(0, entry.indexOf(":")));
    filters[dimension] = [...(filters[dimension] ?? []), entry.slice(dimension.length + 1)];
  }
  return filters;
}

function revalidate(form: FormData): void {
  revalidatePath(`/${form.get("organization")}`, "layout");
}

/** `budgetId` is there once it was made. */
export type MadeState = ActionState & { budgetId: string | null };

/** Makes a budget and, where their amounts are told, the day's and the hard cap that go with it. */
export async function create(_state: MadeState, form: FormData): Promise<MadeState> {
  let budgetId: string | null = null;
  const state = await act(form, New, async (scope, asked) => {
    const main: WrittenBudget = {
      ...asked,
      kind: asked.budgetKind,
      filters: filtersOf(asked["about[]"]),
      workingDays: asked.workingDays === "" ? null : asked.workingDays,
    };
    const daily = { ...main, name: nameBeside(main.name, "daily"), per: "day", amount: asked.dailyAmount };
    const cap = { ...main, name: nameBeside(main.name, "hard cap"), kind: "hard_cap", amount: asked.capAmount };
    const beside = [daily, cap].filter(({ amount }) => amount.trim() !== "");
    const [made] = await createBudgets(scope, [main, ...beside], new Date());
    budgetId = made?.id ?? null;
  });
  if (state.done) revalidate(form);
  return { ...state, budgetId };
}

const budgetId = z.string("Choose a budget.");

export async function change(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({
    budgetId,
    name: z.string("Write a name."),
    endsOn: text,
    ownerEmail: text,
    note: text,
    workingDays: z.coerce.number("The working days are no number.").optional(),
  });
  const state = await act(form, schema, (scope, { budgetId, ...asked }) =>
    changeBudget(scope, budgetId, { ...asked, endsOn: asked.endsOn || null }, new Date()),
  );
  if (state.done) revalidate(form);
  return state;
}

export async function setAmount(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({ budgetId, amount: z.string("Write an amount."), from: text, until: text });
  const state = await act(form, schema, (scope, { budgetId, ...asked }) => setBudgetAmount(scope, budgetId, asked, new Date()));
  if (state.done) revalidate(form);
  return state;
}

export async function end(_state: ActionState, form: FormData): Promise<ActionState> {
  const state = await act(form, z.object({ budgetId }), (scope, asked) => endBudget(scope, asked.budgetId, new Date()));
  if (state.done) revalidate(form);
  return state;
}
