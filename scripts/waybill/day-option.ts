import { type Day, isDay } from "../../lib/domain/day";
import { WaybillError } from "../../lib/domain/error";

/** A day as somebody typed it. */
export function typedDay(text: string): Day {
  if (isDay(text)) return text as Day;
  throw new WaybillError("invalid_input", `${JSON.stringify(text)} is no day.`, {
    todo: "Write it as YYYY-MM-DD; days are UTC.",
  });
}
