import { fittingModelWords } from "../../domain/catalogue/new-model";
import { valuePath } from "../../domain/page-path";
import type { ReportNewModel, Section } from "../../domain/weekly-report/weekly-report";
import { newModels } from "../catalogue/new-models";
import type { AskedWeek } from "./asked-week";

const LISTED = 5;

/** Models that came or fell in price in the week, fit what is used, and would cost less on the same traffic. */
export async function askNewModels({ scope, period }: AskedWeek): Promise<Section<{ models: ReportNewModel[] }>> {
  const found = await newModels(scope, period.from, period.to);
  const models = found.slice(0, LISTED).map((model): ReportNewModel => {
    const { permaslug, name } = model;
    return { model: permaslug, name, sentence: fittingModelWords(model), path: valuePath("model", permaslug) };
  });
  return { known: true, models };
}
