import { csvRecord } from "@/lib/domain/csv";
import type { Reject } from "@/lib/queries/imports";

/** Refused rows as a CSV that is written while it is read from the database. */
export function rejectsCsv(pieces: AsyncGenerator<Reject[]>, fileName: string): Response {
  const encoder = new TextEncoder();
  const header = csvRecord(["line", "column", "reason", "value"].map((text) => ({ text })));
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(encoder.encode(header)),
    pull: async (controller) => {
      const { value, done } = await pieces.next();
      if (done) return controller.close();
      const records = value.map(({ line, column, reason, value: text }) =>
        csvRecord([
          { number: String(line) },
          column === null ? null : { text: column },
          { text: reason },
          text === null ? null : { text },
        ]),
      );
      controller.enqueue(encoder.encode(records.join("")));
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
  const plain = fileName.replace(/[^A-Za-z0-9._-]+/g, "_").slice(0, 100);
  return new Response(stream, {
    headers: {
      "content-type": "text/csv; charset=utf-8; header=present",
      "content-disposition": `attachment; filename="rejects-${plain}.csv"`,
      "cache-control": "no-store",
    },
  });
}
