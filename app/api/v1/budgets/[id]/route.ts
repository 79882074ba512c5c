import { requireToken } from "@/lib/access/token";
import { changeBudget, endBudget } from "@/lib/ledger/budget/changes";
import { budgetDetail } from "@/lib/queries/budget/detail";
import { answering } from "../../../answer";
import { NoQuery } from "../../contract";
import { readJsonBody } from "../../json-body";
import { readQuestion } from "../../question";
import { BudgetChange, BudgetPath } from "../contract";
import { budgetDetailJson } from "../report";

interface Context {
  params: Promise<{ id: string }>;
}

const headers = { "cache-control": "no-store" };

/** One budget: how it stands and how its past periods ended. */
export async function GET(request: Request, context: Context): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, BudgetPath);
    return Response.json(budgetDetailJson(await budgetDetail(scope, id, new Date())), { headers });
  });
}

/** Writes a budget's words, end or working days anew. */
export async function PATCH(request: Request, context: Context): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "manage");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, BudgetPath);
    await changeBudget(scope, id, await readJsonBody(request, BudgetChange), new Date());
    return Response.json({ id }, { headers });
  });
}

/** Ends a budget after today; its past stays. */
export async function DELETE(request: Request, context: Context): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "manage");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { id } = readQuestion(await context.params, BudgetPath);
    return Response.json({ id, ...(await endBudget(scope, id, new Date())) }, { headers });
  });
}
