import { addDays, addMonths, type Day, endOfMonth, startOfMonth, weekday } from "../../lib/domain/day";
import { parseUsd, usdToString } from "../../lib/domain/usd";
import others from "../facts/other-models.json" with { type: "json" };
import { percentOf } from "./charge";

export type OtherModel = (typeof others.data)[number];

/** How long before today, in days, models that the account does not use came, fell in price and left. */
const CAME = { id: "google/gemini-3.5-flash-lite", daysAgo: 6 };
const FELL = { id: "x-ai/grok-4.3", daysAgo: 12, percentBefore: 160 };
const LEFT = { id: "mistralai/mistral-medium-3.1", daysAgo: 3 };

/** By its index as good as the frontier models that the account pays twice as much for; it came on the Wednesday of the week before this one. */
export const UNDERCUTTING = "openai/gpt-5.6-terra";
/** Perception codes with it; its maker has said that it goes away at the end of the month after next. */
export const RETIRING = "google/gemini-2.5-pro";

/** When a model goes away; null: nobody has said so. */
export function expiresOn(id: string, today: Day): Day | null {
  return id === RETIRING ? endOfMonth(addMonths(startOfMonth(today), 2)) : null;
}

const undercutOn = (today: Day) => addDays(today, -4 - weekday(today));

/** Days of which the catalogue tells a change, and one before all of them, oldest first. */
export function catalogueDays(today: Day): Day[] {
  return [...[30, FELL.daysAgo, CAME.daysAgo, LEFT.daysAgo].map((daysAgo) => addDays(today, -daysAgo)), undercutOn(today)].sort();
}

/** Its prices of before, without the conditional ones. */
function dearer(model: OtherModel): OtherModel {
  const { prompt, completion } = model.pricing;
  const before = (text: string) => usdToString(percentOf(parseUsd(text), FELL.percentBefore));
  return { ...model, pricing: { ...model.pricing, prompt: before(prompt), completion: before(completion) } } as OtherModel;
}

/** The models that the account does not use, as OpenRouter lists them on a day. */
export function otherModelsOn(day: Day, today: Day): OtherModel[] {
  const isPast = ({ daysAgo }: { daysAgo: number }) => day >= addDays(today, -daysAgo);
  return others.data.flatMap((model) => {
    if (model.id === CAME.id && !isPast(CAME)) return [];
    if (model.id === UNDERCUTTING && day < undercutOn(today)) return [];
    if (model.id === LEFT.id && isPast(LEFT)) return [];
    return [model.id === FELL.id && !isPast(FELL) ? dearer(model) : model];
  });
}
