import { requireToken } from "@/lib/access/token";
import { WaybillError } from "@/lib/domain/error";
import { encodeExportResponse, encodeStatus, takeDelivery } from "@/lib/intake/broadcast";
import { errorAnswer, noteForOperator } from "../../answer";
import { TracesQuery, type TracesTaken } from "../contract";
import { readQuestion } from "../question";
import { bodyOf, formatOf } from "./export-body";

/** A delivery, however the server that got it writes a request. */
export interface Delivered {
  headers: { get(name: string): string | null };
  search: URLSearchParams;
  body: AsyncIterable<Uint8Array> | null;
}

export interface DeliveryAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array;
}

const PROTOBUF = "application/x-protobuf";

function wantsProtobuf({ headers }: Delivered): boolean {
  return /^application\/(x-)?protobuf\b/i.test(headers.get("content-type") ?? "");
}

function answer(delivered: Delivered, taken: TracesTaken): DeliveryAnswer {
  if (!wantsProtobuf(delivered)) {
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(taken) };
  }
  return { status: 200, headers: { "content-type": PROTOBUF }, body: encodeExportResponse(taken) };
}

/** An unforeseen error becomes OTLP's word for "send it again": nothing was stored. */
function forSenders(error: unknown): WaybillError {
  if (error instanceof WaybillError && error.code !== "internal") return error;
  noteForOperator(error);
  return new WaybillError("unavailable", "Nothing was stored: the database could not be reached, or Waybill is at fault.", {
    todo: "Send it again. If it stays, look into the server's log.",
    cause: error,
  });
}

async function refusal(delivered: Delivered, error: unknown): Promise<DeliveryAnswer> {
  const told = forSenders(error);
  const response = errorAnswer(told);
  const { status, headers } = response;
  const all = { ...Object.fromEntries(headers), ...(status === 503 && { "retry-after": "5" }) };
  if (wantsProtobuf(delivered)) {
    const message = [told.message, told.todo].filter(Boolean).join(" ");
    return { status, headers: { ...all, "content-type": PROTOBUF }, body: encodeStatus(message) };
  }
  return { status, headers: all, body: await response.text() };
}

/** Takes a delivery of OpenRouter's Broadcast, or of an OpenTelemetry collector. Answers when it is committed; never throws. */
export async function answerDelivery(delivered: Delivered): Promise<DeliveryAnswer> {
  try {
    const now = new Date();
    const scope = await requireToken(delivered, "ingest", now);
    const { connection = null } = delivered.search.size > 0 ? readQuestion(delivered.search, TracesQuery) : {};
    if (delivered.headers.get("x-test-connection")) return answer(delivered, { partialSuccess: {} });
    const format = formatOf(delivered);
    const sent = { body: await bodyOf(delivered), format, connectionId: connection };
    const { refused, remark } = await takeDelivery(scope, sent, now);
    return answer(delivered, {
      partialSuccess: {
        ...(refused > 0 && { rejectedSpans: String(refused) }),
        ...(remark !== null && { errorMessage: remark }),
      },
    });
  } catch (error) {
    return refusal(delivered, error);
  }
}
