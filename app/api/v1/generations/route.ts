import { requireToken } from "@/lib/access/token";
import { takeClientReports } from "@/lib/intake/client-reports";
import { answering } from "../../answer";
import { recordsOf } from "../../record-body";
import { GenerationsQuery, type GenerationsTaken } from "../contract";
import { readQuestion } from "../question";

/** Takes what an application reports of its own requests: who asked and what for. Answers when it is stored. */
export async function POST(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "ingest");
    const { connection } = readQuestion(new URL(request.url).searchParams, GenerationsQuery);
    const taken: GenerationsTaken = await takeClientReports(scope, await recordsOf(request), connection, new Date());
    return Response.json(taken);
  });
}
