import { requireToken } from "@/lib/access/token";
import { setBudgetAmount } from "@/lib/ledger/budget/changes";
import { answering } from "../../../../answer";
import { NoQuery } from "../../../contract";
import { readJsonBody } from "../../../json-body";
import { readQuestion } from "../../../question";
import { BudgetPath, NewAmount } from "../../contract";

/** Sets a budget's amount from a period on, for good or for a while. */
export async function PUT(request: Request, context: { params: Promise<{ id: string }> }): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "manage");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, BudgetPath);
    const { amountUsd, ...when } = await readJsonBody(request, NewAmount);
    await setBudgetAmount(scope, id, { amount: amountUsd, ...when }, new Date());
    return Response.json({ id }, { headers: { "cache-control": "no-store" } });
  });
}
