import type { z } from "zod";
import { requireToken } from "@/lib/access/token";
import type { ExportQuestion } from "@/lib/domain/export/export";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { type ExportPart, exportAnswer } from "./answer";

/** A call for a file: who asks, then what of, as its schema has it. */
export function answerExport<Shape extends z.ZodRawShape>(
  request: Request,
  schema: z.ZodObject<Shape>,
  asked: (query: z.infer<z.ZodObject<Shape>>) => { question: ExportQuestion; part: ExportPart },
): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { question, part } = asked(readQuestion(new URL(request.url).searchParams, schema));
    return exportAnswer(scope, question, part, request);
  });
}
