import { WaybillError } from "../domain/error";
import { environment } from "./environment";

/** Ends the process, saying what is wrong and what to do, when its configuration allows nothing but errors. */
export function stopUnlessConfigured(): void {
  try {
    environment();
  } catch (error) {
    if (!(error instanceof WaybillError)) throw error;
    console.error(`${error.message}\n${error.todo ?? ""}`);
    process.exit(1);
  }
}
