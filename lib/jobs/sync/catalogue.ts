import { WaybillError } from "../../domain/error";
import { isCatalogueDue, storeModels } from "../../ledger/catalogue/catalogue";
import { modelsWithoutEndpoints, storeEndpoints } from "../../ledger/catalogue/endpoints";
import { listEndpoints, listModels } from "../../openrouter/catalogue/catalogue";
import type { SyncJob } from "./job";

/** Models charged for in so many days are in use. */
const IN_USE_DAYS = 30;
/** Of one run, so that a first sync is not held up by what only comparisons need; the next run reads the others. */
const MOST_A_RUN = 40;

/** Reads who serves each model in use. What OpenRouter does not answer is asked again with the next run: books do not need it. */
export async function syncEndpoints(job: SyncJob): Promise<void> {
  const models = await modelsWithoutEndpoints(job.owner.connectionId, IN_USE_DAYS, job.now());
  for (const { permaslug, slug } of models.slice(0, MOST_A_RUN)) {
    try {
      const endpoints = await listEndpoints(job.openRouter, slug);
      if (endpoints) await storeEndpoints(permaslug, endpoints, job.now());
    } catch (error) {
      if (!(error instanceof WaybillError) || job.signal.aborted) throw error;
      job.log.warn({ slug, err: error }, "the endpoints of a model could not be read");
      return;
    }
  }
}

/** Reads the public catalogue once a day, whichever connection comes first; any but an hourly run reads it anyway. */
export async function syncCatalogue(job: SyncJob): Promise<void> {
  if (job.run.trigger !== "hourly" || (await isCatalogueDue(job.now()))) {
    await job.report("directory", 0.6, { message: "Reading the model catalogue" });
    await storeModels(await listModels(job.openRouter), job.now());
  }
}
