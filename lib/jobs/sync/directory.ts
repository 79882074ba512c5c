import { storeBroadcast } from "../../ledger/broadcast/settings";
import { knownKeys } from "../../ledger/sync/connections";
import { recordCredits } from "../../ledger/sync/credit-readings";
import { storeDirectory } from "../../ledger/sync/facts";
import { readCredits } from "../../openrouter/account";
import { readBroadcast } from "../../openrouter/broadcast/destinations";
import { readDirectory } from "../../openrouter/directory";
import { type KeyPart, partitionKeys } from "../../openrouter/generation/key-partition";
import { syncCatalogue } from "./catalogue";
import { besideTheBooks, type SyncJob } from "./job";

/** Lifetime figures of the account. */
async function syncCredits(job: SyncJob): Promise<void> {
  // The time of asking: what is charged while the answer is on its way is not in it.
  const askedAt = job.now();
  await recordCredits(job.owner, await readCredits(job.openRouter), askedAt);
  job.creditsReadAt = askedAt;
}

/** How Broadcast is set up: what it lets through explains what single requests are known. */
async function syncBroadcast(job: SyncJob): Promise<void> {
  const report = await readBroadcast(job.openRouter);
  const url = process.env.WAYBILL_URL ?? "";
  if (report) await storeBroadcast(job.owner, report, URL.canParse(url) ? new URL(url).origin : null, job.now());
}

/**
 * Reads workspaces, members, keys and credits, the catalogue once a day, and with all but hourly runs Broadcast's
 * settings. The directory is read by every run, though daily would keep the pages fresh: Analytics names keys by their
 * present name, and a key renamed or made since would be taken for another.
 */
export async function syncDirectory(job: SyncJob): Promise<KeyPart[]> {
  await job.report("directory", 0, { message: "Reading workspaces, members and keys" });
  const { directory, refused } = await readDirectory(job.openRouter);
  job.refused.push(...refused);
  await storeDirectory(job.owner, directory, job.now());
  await besideTheBooks(job, () => syncCredits(job));
  await besideTheBooks(job, () => syncCatalogue(job));
  if (job.run.trigger !== "hourly") await besideTheBooks(job, () => syncBroadcast(job));
  return partitionKeys(await knownKeys(job.owner.connectionId));
}
