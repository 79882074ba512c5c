import { requireToken } from "@/lib/access/token";
import type { Day } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { parseGenerationList, writePosition } from "@/lib/domain/generation/list";
import { takeClientReports } from "@/lib/intake/client-reports";
import { generationsOf } from "@/lib/queries/generation/list";
import { answering } from "../../answer";
import { recordsOf } from "../../record-body";
import { GenerationListQuery, GenerationsQuery, type GenerationsTaken } from "../contract";
import { readQuestion } from "../question";
import { checkedPeriod } from "../spend/period";
import { generationsCsv, generationsJson } from "./report";

/** Single requests of a period, in order: the same as the page's. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const asked = readQuestion(new URL(request.url).searchParams, GenerationListQuery);
    const { from, to, order, limit, after, format, user, session, finish, minimum, source, ...filters } = asked;
    const period = checkedPeriod(from as Day, to as Day);
    const list = parseGenerationList(
      Object.fromEntries(
        Object.entries({ order, after, user, session, finish, minimum, source }).filter(([, word]) => word !== undefined),
      ),
    );
    if (list.problems.length > 0)
      throw new WaybillError("invalid_input", list.problems.join(" "), { todo: "See /api/v1/openapi.json." });
    const page = await generationsOf(scope, { period, filters }, list, limit);
    const headers = new Headers({ "cache-control": "no-store" });
    if (format === "json") return Response.json(generationsJson(page), { headers });
    headers.set("content-type", "text/csv; charset=utf-8; header=present");
    headers.set("content-disposition", `attachment; filename="waybill-generations-${from}-${to}.csv"`);
    if (page.after) headers.set("x-waybill-next", encodeURIComponent(writePosition(page.after)));
    return new Response(generationsCsv(page), { headers });
  });
}

/** Takes what an application reports of its own requests: who asked and what for. Answers when it is stored. */
export async function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    const { connection } = readQuestion(new URL(request.url).searchParams, GenerationsQuery);
    const taken: GenerationsTaken = await takeClientReports(scope, await recordsOf(request), connection, new Date());
    return Response.json(taken);
  });
}
