import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { WaybillError } from "@/lib/domain/error";
import type { BroadcastFormat } from "@/lib/intake/broadcast";

/** Whole prompts come along unless the destination is in privacy mode, and OpenRouter shortens from ten million characters. */
const MOST_BYTES = 32 * 1024 * 1024;

const unpack = promisify(gunzip);

const FORMATS: Record<string, BroadcastFormat> = {
  "application/json": "json",
  "application/x-protobuf": "protobuf",
  "application/protobuf": "protobuf",
};

interface Sent {
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
}

/** Throws WaybillError `unsupported_type`. */
export function formatOf({ headers }: Sent): BroadcastFormat {
  const type = (headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  const format = Object.hasOwn(FORMATS, type) ? FORMATS[type] : undefined;
  if (format) return format;
  throw new WaybillError(
    "unsupported_type",
    type === "" ? "The body has no Content-Type." : `The body is ${type.slice(0, 80)}.`,
    {
      todo: "Send OTLP as application/json or application/x-protobuf.",
    },
  );
}

function tooLarge(): WaybillError {
  return new WaybillError("too_large", "The body is larger than 32 MB.", {
    todo: "Turn on the destination's privacy mode, or let the collector send smaller batches.",
  });
}

async function collect({ headers, body }: Sent): Promise<Uint8Array> {
  if (Number(headers.get("content-length") ?? 0) > MOST_BYTES) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw tooLarge();
    pieces.push(piece);
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

/**
 * The unpacked body. Throws WaybillError `too_large`, also for one that only unpacked is; `unsupported_type`;
 * `invalid_input`.
 */
export async function bodyOf(sent: Sent): Promise<Uint8Array> {
  const packing = (sent.headers.get("content-encoding") ?? "identity").trim().toLowerCase();
  if (packing !== "identity" && packing !== "gzip") {
    throw new WaybillError("unsupported_type", `The body is packed by ${packing.slice(0, 40)}.`, {
      todo: "Send it plain or packed by gzip.",
    });
  }
  const bytes = await collect(sent);
  if (packing === "identity" || bytes.length === 0) return bytes;
  try {
    return await unpack(bytes, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    if ((error as { code?: string }).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new WaybillError("invalid_input", "The body is no gzip, or was cut short.", { todo: "Send it again." });
  }
}
