import type { Day } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { LONGEST_PERIOD_DAYS, lengthOf } from "@/lib/domain/period";

/** The period as it is, or WaybillError `invalid_input` when it runs backwards or is too long for one answer. */
export function checkedPeriod(from: Day, to: Day): { from: Day; to: Day } {
  if (from > to) {
    throw new WaybillError("invalid_input", `The period starts (${from}) after it ends (${to}).`, { todo: "Swap from and to." });
  }
  const days = lengthOf({ from, to });
  if (days > LONGEST_PERIOD_DAYS) {
    throw new WaybillError("invalid_input", `The period has ${days} days; one answer holds at most ${LONGEST_PERIOD_DAYS}.`, {
      todo: "Ask for it in parts.",
    });
  }
  return { from, to };
}
