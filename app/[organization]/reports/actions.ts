"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { ActionState } from "@/app/_components/form/action-state";
import { readWeek } from "@/lib/domain/iso-week";
import { storeWeeklyReport } from "@/lib/ledger/weekly-report/weekly-reports";
import { makeWeeklyReport } from "@/lib/queries/weekly-report/make";
import { act } from "../settings/act";
import { askedReportSubject } from "./asked-report";

const Asked = z.object({
  week: z.string("Choose a week."),
  team: z.string().nullish(),
  developer: z.string().nullish(),
});

/** Makes the report of a week for all that the asker sees, or for a team or developer he sees, and keeps it. */
export async function makeReport(_state: ActionState, form: FormData): Promise<ActionState> {
  const after = await act(form, Asked, async (scope, { week, team, developer }) => {
    const subject = askedReportSubject(scope, { team: team ?? undefined, developer: developer ?? undefined });
    await storeWeeklyReport(scope, await makeWeeklyReport(scope, subject, readWeek(week), new Date()));
  });
  revalidatePath("/[organization]/reports", "layout");
  return after;
}
