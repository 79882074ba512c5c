import { WaybillError } from "../domain/error";
import { knownKeys, recordCredits } from "../ledger/sync-connections";
import { storeDirectory, storeModels } from "../ledger/sync-facts";
import { readCredits } from "../openrouter/account";
import { listModels } from "../openrouter/catalogue";
import { readDirectory } from "../openrouter/directory";
import { type KeyPart, partitionKeys } from "../openrouter/key-partition";
import type { SyncJob } from "./sync-job";

/** Lifetime figures of the account. Impossible ones are refused like any cell and leave the last good ones. */
async function syncCredits(job: SyncJob): Promise<void> {
  try {
    await recordCredits(job.owner.connectionId, await readCredits(job.openRouter), job.now());
  } catch (error) {
    if (!(error instanceof WaybillError) || error.code !== "upstream_malformed") throw error;
    job.refused.push({ cell: "credits", problem: error.message, day: null });
  }
}

/**
 * Reads workspaces, members, keys and credits, and with all but hourly runs the catalogue. The directory is read by
 * every run, though daily would keep the pages fresh: Analytics names keys by their present name, and a key renamed or
 * made since would be taken for another.
 */
export async function syncDirectory(job: SyncJob): Promise<KeyPart[]> {
  await job.report("directory", 0, { message: "Reading workspaces, members and keys" });
  const { directory, refused } = await readDirectory(job.openRouter);
  job.refused.push(...refused);
  await storeDirectory(job.owner, directory, job.now());
  await syncCredits(job);
  if (job.run.trigger !== "hourly") {
    await job.report("directory", 0.6, { message: "Reading the model catalogue" });
    await storeModels(await listModels(job.openRouter), job.now());
  }
  return partitionKeys(await knownKeys(job.owner.connectionId));
}
