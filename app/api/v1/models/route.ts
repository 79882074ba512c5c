import { requireToken } from "@/lib/access/token";
import { catalogue } from "@/lib/queries/catalogue/catalogue";
import { priceHistory } from "@/lib/queries/catalogue/price-history";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { ModelsQuery } from "./contract";
import { modelsJson } from "./report";

/** OpenRouter's catalogue as Waybill read it, with tiers and the history of prices. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { model, tier } = readQuestion(new URL(request.url).searchParams, ModelsQuery);
    const found = (await catalogue(scope, model ? { named: model } : {})).filter(
      (one) => !tier || (one.tier !== null && tier.includes(one.tier)),
    );
    const history = await priceHistory(
      scope,
      found.map(({ permaslug }) => permaslug),
      { endpoints: model !== undefined },
    );
    return Response.json(modelsJson(found, history), { headers: { "cache-control": "no-store" } });
  });
}
