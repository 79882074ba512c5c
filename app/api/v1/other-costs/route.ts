import { requireToken } from "@/lib/access/token";
import { type Day, dayOf } from "@/lib/domain/day";
import { untilToday } from "@/lib/domain/other-costs";
import { usdToString } from "@/lib/domain/usd";
import { otherCosts } from "@/lib/queries/other-costs";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { checkedPeriod } from "../spend/period";
import { type OtherCostsAnswer, OtherCostsQuery } from "./contract";

/** What is paid beside OpenRouter's bill: the same as the page's. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const asked = readQuestion(new URL(request.url).searchParams, OtherCostsQuery);
    const period = checkedPeriod(asked.from as Day, asked.to as Day);
    const { costs, totalUsd, purchasesKnownFrom } = await otherCosts(scope, untilToday(period, dayOf(new Date())));
    const answer: OtherCostsAnswer = {
      ...period,
      totalUsd: usdToString(totalUsd),
      purchasesKnownFrom,
      costs: costs.map((cost) => ({
        kind: cost.kind,
        day: cost.day,
        name: cost.name,
        amountUsd: usdToString(cost.amountUsd),
        creditsUsd: cost.kind === "fee" ? usdToString(cost.creditsUsd) : null,
      })),
    };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
