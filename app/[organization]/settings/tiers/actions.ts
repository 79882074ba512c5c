"use server";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { TIERS } from "@/lib/domain/catalogue/tier";
import { setTier } from "@/lib/ledger/catalogue/tier-overrides";
import { act } from "../act";

/** Puts a model into a tier; without one, its price decides again. */
export async function assignTier(_state: ActionState, form: FormData): Promise<ActionState> {
  const schema = z.object({
    model: z.string("Choose a model.").min(1, "Choose a model.").max(300, "Choose a model."),
    tier: z.union([z.literal(""), z.enum(TIERS)], "Choose a tier."),
  });
  return act(form, schema, (scope, { model, tier }) => setTier(scope, model, tier || null, new Date()));
}
