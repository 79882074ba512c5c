"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { permit } from "@/lib/domain/permit";
import { SPIKE_ANSWERS } from "@/lib/domain/spike/spike";
import { answerSpike } from "@/lib/ledger/spike/spikes";
import { spikeById } from "@/lib/queries/spike/spikes";
import { act } from "../settings/act";

const Answer = z.object({
  spikeId: z.string("Reload the page."),
  spikeAnswer: z.union([z.enum(SPIKE_ANSWERS), z.literal("")], "Acknowledge it, or mark it as expected."),
  note: z.string().default(""),
});

/** An empty answer takes the one before back. */
export async function answer(_state: ActionState, form: FormData): Promise<ActionState> {
  const state = await act(form, Answer, async (scope, { spikeId, spikeAnswer, note }) => {
    permit(scope, "spikes.answer");
    const now = new Date();
    const visible = (await spikeById(scope, spikeId)) !== null;
    await answerSpike(scope, { id: spikeId, answer: spikeAnswer === "" ? null : spikeAnswer, note, visible }, now);
  });
  if (state.done) revalidatePath(`/${form.get("organization")}/spikes`, "layout");
  return state;
}
