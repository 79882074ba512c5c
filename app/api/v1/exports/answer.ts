import { WaybillError } from "@/lib/domain/error";
import { controlFileName, type ExportControl, type ExportQuestion, exportFileName } from "@/lib/domain/export/export";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { noteExport } from "@/lib/ledger/exports";
import { type OpenedExport, openExport } from "./open-export";

export type ExportPart = "file" | "control";

/** Each file holds one of the database's few connections for as long as somebody takes it. */
const MOST_AT_ONCE = 4;
let going = 0;

/** Whoever takes nothing for so long has gone, or may begin again. */
const LONGEST_PAUSE_MS = 120_000;

const HEADERS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

function attachment(name: string, type: string): HeadersInit {
  return { ...HEADERS, "content-type": type, "content-disposition": `attachment; filename="${name}"` };
}

/** A stream that asks for the next block when the last was taken, and stops the reading when nobody takes any more. */
function streamOf(
  file: OpenedExport,
  stop: AbortController,
  over: (control: ExportControl | null) => Promise<void>,
): ReadableStream<Uint8Array> {
  let pause: NodeJS.Timeout | undefined;
  let ended = false;
  const end = async (complete: boolean) => {
    clearTimeout(pause);
    if (ended) return;
    ended = true;
    if (!complete) stop.abort(new Error("nobody takes the file any more"));
    await file.bytes.return(undefined).catch(() => {});
    await over(complete ? file.control() : null);
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(pause);
        try {
          const { value, done } = await file.bytes.next();
          if (done) {
            await end(true);
            return controller.close();
          }
          controller.enqueue(value);
        } catch (error) {
          await end(false);
          return controller.error(error);
        }
        pause = setTimeout(() => {
          controller.error(new Error("the file was not taken for two minutes"));
          void end(false);
        }, LONGEST_PAUSE_MS);
        pause.unref();
      },
      cancel: () => end(false),
    },
    { highWaterMark: 2 },
  );
}

/** Reads the file to its end without sending it: what its control file would say. */
async function controlOf(file: OpenedExport): Promise<ExportControl> {
  for await (const _block of file.bytes);
  return file.control();
}

/**
 * A file, or its control file, as an answer. The file is written while it is sent, at the pace at which it is taken; one
 * that was taken whole is noted in the audit log. Throws WaybillError `unavailable` while as many are under way as can be.
 */
export async function exportAnswer(
  scope: AuthorizedScope,
  question: ExportQuestion,
  part: ExportPart,
  request: Request,
): Promise<Response> {
  if (going >= MOST_AT_ONCE) {
    throw new WaybillError("unavailable", `${MOST_AT_ONCE} files are being taken from here already.`, {
      todo: "Try again when one of them is done.",
    });
  }
  going += 1;
  const stop = new AbortController();
  const gone = () => stop.abort(request.signal.reason);
  request.signal.addEventListener("abort", gone, { once: true });
  const over = async (control: ExportControl | null) => {
    going -= 1;
    request.signal.removeEventListener("abort", gone);
    if (control && part === "file") await noteExport(scope, control);
  };
  try {
    const file = await openExport(scope, question, new Date(), stop.signal);
    if (part === "file") {
      return new Response(streamOf(file, stop, over), {
        headers: attachment(file.fileName, "text/csv; charset=utf-8; header=present"),
      });
    }
    const control = await controlOf(file);
    await over(null);
    const name = controlFileName(exportFileName(question));
    return new Response(`${JSON.stringify(control, null, 2)}\n`, { headers: attachment(name, "application/json") });
  } catch (error) {
    await over(null);
    throw error;
  }
}
