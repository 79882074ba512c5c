import type { z } from "zod";
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { ErrorAnswer } from "../contract";
import {
  BudgetAnswer,
  BudgetChange,
  BudgetEnded,
  BudgetListAnswer,
  BudgetMade,
  BudgetPath,
  NewAmount,
  NewBudget,
} from "./contract";

const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const failure = (description: string) => ({ description, content: json(ErrorAnswer) });
const missing = { "404": failure("There is none in the token's organization.") };
const conflict = { "409": failure("There is one alike on the same spend, or it is over.") };

/** The budget calls, for the API's description; `failures` are those of every call. */
export function budgetPaths(failures: ZodOpenApiResponsesObject): ZodOpenApiPathsObject {
  const list: ZodOpenApiOperationObject = {
    operationId: "budgets",
    summary: "Budgets and how they stand",
    description: "Needs the scope `read`. Those that hold now come first, the worst first.",
    responses: { "200": { description: "The budgets.", content: json(BudgetListAnswer) }, ...failures },
  };
  const create: ZodOpenApiOperationObject = {
    operationId: "createBudget",
    summary: "Make a budget",
    description: "Needs the scope `manage`.",
    requestBody: { required: true, content: json(NewBudget) },
    responses: { "201": { description: "Made.", content: json(BudgetMade) }, ...failures, ...missing, ...conflict },
  };
  const one: ZodOpenApiOperationObject = {
    operationId: "budget",
    summary: "One budget with its past periods",
    description: "Needs the scope `read`.",
    requestParams: { path: BudgetPath },
    responses: { "200": { description: "The budget.", content: json(BudgetAnswer) }, ...failures, ...missing },
  };
  const changing = (operation: Pick<ZodOpenApiOperationObject, "operationId" | "summary">, body: z.ZodType) => ({
    ...operation,
    description: "Needs the scope `manage`. A budget that is over is not changed (409).",
    requestParams: { path: BudgetPath },
    requestBody: { required: true, content: json(body) },
    responses: { "200": { description: "Changed.", content: json(BudgetMade) }, ...failures, ...missing, ...conflict },
  });
  const end: ZodOpenApiOperationObject = {
    operationId: "endBudget",
    summary: "End a budget after today",
    description: "Needs the scope `manage`. Its past stays; one that has not begun goes altogether.",
    requestParams: { path: BudgetPath },
    responses: { "200": { description: "Ended.", content: json(BudgetEnded) }, ...failures, ...missing, ...conflict },
  };
  return {
    "/api/v1/budgets": { get: list, post: create },
    "/api/v1/budgets/{id}": {
      get: one,
      patch: changing({ operationId: "changeBudget", summary: "Write a budget's words, end or working days anew" }, BudgetChange),
      delete: end,
    },
    "/api/v1/budgets/{id}/amount": {
      put: changing({ operationId: "setBudgetAmount", summary: "Set a budget's amount from a period on" }, NewAmount),
    },
  };
}
