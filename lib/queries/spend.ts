import type { Day } from "../domain/day";
import type { AuthorizedScope } from "../domain/scope";
import type { SpendAnswer, SpendQuestion } from "../domain/spend-question";

/**
 * The one question about money: pages, API, CSV and reports all ask here, so that one fact is one number.
 * Throws WaybillError `invalid_input` for a filter that cannot be asked.
 */
export async function spend(_scope: AuthorizedScope, _question: SpendQuestion, _today: Day): Promise<SpendAnswer> {
  throw new Error("being built");
}
