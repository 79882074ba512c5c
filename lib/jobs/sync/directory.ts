import { WaybillError } from "../../domain/error";
import { storeBroadcast } from "../../ledger/broadcast/settings";
import { knownKeys, knownWorkspaces, noteKeysUnread } from "../../ledger/sync/connections";
import { recordCredits } from "../../ledger/sync/credit-readings";
import { storeDirectory } from "../../ledger/sync/facts";
import { readCredits } from "../../openrouter/account";
import { readBroadcast } from "../../openrouter/broadcast/destinations";
import { listKeys, listMembers, listWorkspaces } from "../../openrouter/directory";
import { type KeyPart, partitionKeys } from "../../openrouter/generation/key-partition";
import type { Refused } from "../../openrouter/readers";
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

/** Asks for one list of the account. `whole`: it could be read, and every item of it. */
async function readList<Item>(
  job: SyncJob,
  what: "workspaces" | "members" | "keys",
  list: () => Promise<{ items: Item[]; refused: Refused[] }>,
): Promise<{ items: Item[]; whole: boolean }> {
  const read = await besideTheBooks(job, what, list);
  if (!read) return { items: [], whole: false };
  const [first] = read.refused;
  if (!first) return { items: read.items, whole: true };
  const error = new WaybillError("upstream_malformed", `OpenRouter lists a ${first.cell}: ${first.problem}.`, {
    todo: "Waybill asks again with the next sync. If it lasts, tell OpenRouter's support and Waybill's maintainers.",
  });
  job.unread.push({ what: `some ${what}`, error });
  return { items: read.items, whole: false };
}

/**
 * Reads workspaces, members, keys and credits, the catalogue once a day, and with all but hourly runs Broadcast's
 * settings. The directory is read by every run, though daily would keep the pages fresh: Analytics names keys by their
 * present name, and a key renamed or made since would be taken for another. What cannot be read of it stays as it was.
 */
export async function syncDirectory(job: SyncJob): Promise<KeyPart[]> {
  const { connectionId } = job.owner;
  await job.report("directory", 0, { message: "Reading workspaces, members and keys" });
  const workspaces = await readList(job, "workspaces", () => listWorkspaces(job.openRouter));
  const members = await readList(job, "members", () => listMembers(job.openRouter));
  const listed = workspaces.items.map(({ externalId }) => externalId);
  const workspaceIds = workspaces.whole ? listed : [...new Set([...listed, ...(await knownWorkspaces(connectionId))])];
  const keys = await readList(job, "keys", () => listKeys(job.openRouter, workspaceIds));
  // A workspace that could not be read may have further keys.
  job.keysAreAll = workspaces.whole && keys.whole;
  const directory = { workspaces: workspaces.items, members: members.items, keys: keys.items, keysAreAll: job.keysAreAll };
  await storeDirectory(job.owner, directory, job.now());
  if (!job.keysAreAll) await noteKeysUnread(connectionId, job.now());
  await besideTheBooks(job, "credits", () => syncCredits(job));
  await besideTheBooks(job, "the model catalogue", () => syncCatalogue(job));
  if (job.run.trigger !== "hourly") await besideTheBooks(job, "Broadcast's settings", () => syncBroadcast(job));
  return partitionKeys(await knownKeys(connectionId));
}
