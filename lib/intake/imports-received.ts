import { WaybillError } from "../domain/error";
import { MOST_STORED_REJECTS, type RowReject } from "../domain/import/log-row";
import { noteUpload, storeRejects, type UploadProgress } from "../ledger/import/imports";

/** Counts an upload's bytes and rows, stores what was refused, and says now and then that it is alive. */
export class Received {
  readonly progress: UploadProgress = { bytes: 0, rows: 0, rejected: 0 };
  #rejects: RowReject[] = [];
  #stored = 0;
  #noted = Date.now();

  constructor(readonly importId: string) {}

  async *counted(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      this.progress.bytes += chunk.length;
      yield chunk;
    }
  }

  refuse(reject: RowReject): void {
    this.progress.rejected += 1;
    if (this.#stored + this.#rejects.length < MOST_STORED_REJECTS) this.#rejects.push(reject);
  }

  /** Call it after each piece: other requests of this server get their turn. */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#rejects.length >= 5_000) await this.settle();
    if (Date.now() - this.#noted < 2_000) return;
    this.#noted = Date.now();
    await noteUpload(this.importId, this.progress, new Date());
  }

  async settle(): Promise<void> {
    const rejects = this.#rejects;
    this.#rejects = [];
    this.#stored += rejects.length;
    await storeRejects(this.importId, rejects);
  }
}

/** A file must have rows, and one of them must be readable. */
export function refuseUnlessAnyRow({ rows, rejected }: UploadProgress): void {
  if (rows === 0) {
    throw new WaybillError("invalid_input", "The file has a header and no rows.", {
      todo: "Export a period in which there was usage.",
    });
  }
  if (rows === rejected) {
    throw new WaybillError("invalid_input", `None of the file's ${rows} rows could be read.`, {
      todo: "See the refused rows for the reasons; export the file again and upload it as it is.",
    });
  }
}
