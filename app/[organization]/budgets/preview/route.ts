import { answering } from "@/app/api/answer";
import { requireScopeOrThrow } from "@/lib/access/scope";
import { BUDGET_PERIODS } from "@/lib/domain/budget/budget";
import { BUDGET_DIMENSIONS } from "@/lib/domain/budget/check";
import { WaybillError } from "@/lib/domain/error";
import type { Filters } from "@/lib/domain/spend/question";
import { type Usd, usdToString } from "@/lib/domain/usd";
import { budgetPreview, type PreviewedPeriod } from "@/lib/queries/budget/preview";

function dollars(amount: Usd | null): string | null {
  return amount === null ? null : usdToString(amount);
}

function told({ window, spentUsd, unknownDays }: PreviewedPeriod) {
  return { ...window, spentUsd: dollars(spentUsd), unknownDays };
}

/** Answers the editor: what past periods cost of the spend that a budget would be about. */
export async function GET(request: Request, context: { params: Promise<{ organization: string }> }): Promise<Response> {
  return answering(async () => {
    const { organization } = await context.params;
    const scope = await requireScopeOrThrow(organization);
    const asked = new URL(request.url).searchParams;
    const per = BUDGET_PERIODS.find((known) => known === (asked.get("per") ?? "month"));
    if (!per) throw new WaybillError("invalid_input", "There is no such period.", { todo: `Use ${BUDGET_PERIODS.join(", ")}.` });
    const filters: Filters = {};
    for (const dimension of BUDGET_DIMENSIONS) filters[dimension] = asked.getAll(dimension);
    const { running, expectedUsd, past } = await budgetPreview(scope, { per, filters }, new Date());
    const answer = { running: told(running), expectedUsd: dollars(expectedUsd), past: past.map(told) };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
