import { requireToken } from "@/lib/access/token";
import { createBudget } from "@/lib/ledger/budget/budgets";
import { budgetList } from "@/lib/queries/budget/list";
import { answering } from "../../answer";
import { NoQuery } from "../contract";
import { readJsonBody } from "../json-body";
import { readQuestion } from "../question";
import { NewBudget } from "./contract";
import { budgetListJson } from "./report";

/** Every budget with how it stands: the same figures as the pages'. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    return Response.json(budgetListJson(await budgetList(scope, new Date())), { headers: { "cache-control": "no-store" } });
  });
}

/** Makes a budget. */
export async function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "manage");
    readQuestion(new URL(request.url).searchParams, NoQuery);
    const { amountUsd, ...written } = await readJsonBody(request, NewBudget);
    const { id } = await createBudget(scope, { ...written, amount: amountUsd }, new Date());
    const headers = { location: `/api/v1/budgets/${id}`, "cache-control": "no-store" };
    return Response.json({ id }, { status: 201, headers });
  });
}
