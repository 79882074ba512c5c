import { type BroadcastReport, deliveryUrl } from "../domain/broadcast/destinations";
import { type BroadcastStep, type KnownSetups, planBroadcast, stepSentence } from "../domain/broadcast/plan";
import type { WritingConsent } from "../domain/broadcast/writing-consent";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import { isLoopback, problemOfPublicUrl } from "../domain/public-url";
import type { AuthorizedScope } from "../domain/scope";
import { giveConsent, requireConsent, withdrawConsent } from "../ledger/broadcast/consents";
import { storeBroadcast } from "../ledger/broadcast/settings";
import { noteChange, noteSetup, readSetups } from "../ledger/broadcast/setups";
import { openScopedKey } from "../ledger/connections";
import { createToken, revokeToken } from "../ledger/tokens";
import {
  createDestination,
  readBroadcast,
  removeDestination,
  repairDestination,
  switchBroadcastOn,
} from "../openrouter/broadcast/destinations";
import { type OpenRouter, openRouter } from "../openrouter/client";

export interface BroadcastPlace {
  scope: AuthorizedScope;
  connectionId: string;
  /** Where people reach this Waybill, without a slash at the end. */
  origin: string;
  now: Date;
}

/** A person is waiting: fewer attempts and shorter waits than in a sync. */
async function accountOf({ scope, connectionId }: BroadcastPlace, consent: WritingConsent | null): Promise<OpenRouter> {
  const key = await openScopedKey(scope, connectionId);
  const serverUrl = process.env.OPENROUTER_BASE_URL;
  return openRouter({ key, serverUrl, attempts: 3, timeoutMs: 15_000, longestWaitMs: 10_000, ...(consent && { consent }) });
}

async function readNow(place: BroadcastPlace, account: OpenRouter): Promise<BroadcastReport> {
  const report = await readBroadcast(account);
  if (!report) {
    throw new WaybillError("forbidden", "OpenRouter does not let this key see or change where Broadcast delivers to.", {
      todo: "Ask an administrator of the OpenRouter account for a management key, and put it into this connection.",
    });
  }
  const owner = { organizationId: place.scope.organizationId, connectionId: place.connectionId };
  await storeBroadcast(owner, report, place.origin, place.now);
  return report;
}

async function setupsOf({ scope, connectionId, origin, now }: BroadcastPlace): Promise<KnownSetups> {
  const setups = await readSetups(scope, connectionId, now);
  const made = new Map(setups.map(({ destinationId, tokenIsValid }) => [destinationId, { tokenIsValid }]));
  return { url: deliveryUrl(origin, connectionId), made };
}

/** Reads anew how Broadcast is set up at OpenRouter, for the page to show. Changes nothing there. */
export async function lookAtBroadcast(place: BroadcastPlace): Promise<void> {
  permit(place.scope, "connections.manage");
  await readNow(place, await accountOf(place, null));
}

/** Throws `invalid_input` where OpenRouter could not deliver to this Waybill. A pretend OpenRouter on this machine can. */
function requireReachable(origin: string): void {
  const problem = isLoopback(process.env.OPENROUTER_BASE_URL ?? "") ? null : problemOfPublicUrl(origin);
  if (!problem) return;
  throw new WaybillError("invalid_input", `OpenRouter cannot deliver to ${origin}: ${problem}. Nothing was changed.`, {
    todo: "Make Waybill reachable from the internet by https, set WAYBILL_URL to that address and start it again.",
  });
}

/** Makes or repairs a destination with a token of its own, and revokes the token it had before once that is unused. */
async function deliver(
  place: BroadcastPlace,
  account: OpenRouter,
  step: BroadcastStep & { kind: "create" | "repair" },
  url: string,
): Promise<void> {
  const { scope, connectionId, now } = place;
  const { externalId, name } = step.workspace;
  const before = (await readSetups(scope, connectionId, now)).find((setup) => setup.workspaceExternalId === externalId);
  const sentence = stepSentence(step, url);
  if (step.kind === "repair" && before?.tokenIsValid && !step.drift.some((drift) => drift === "url" || drift === "token")) {
    await repairDestination(account, step.destination, null);
    await noteChange(scope, connectionId, { action: "broadcast.destination_repaired", sentence });
    return;
  }
  const made = await createToken(scope, { name: `Broadcast: ${name}`.slice(0, 100), scopes: ["ingest"], expiresAt: null }, now);
  try {
    const config = { url, token: made.token };
    const destinationId =
      step.kind === "create"
        ? await createDestination(account, { workspaceExternalId: externalId, ...config })
        : step.destination.id;
    if (step.kind === "repair") await repairDestination(account, step.destination, config);
    const action = step.kind === "create" ? "broadcast.destination_created" : "broadcast.destination_repaired";
    const setup = { workspaceExternalId: externalId, destinationId, tokenId: made.id };
    await noteSetup(scope, connectionId, setup, { action, sentence }, now);
  } catch (error) {
    await revokeToken(scope, made.id, now);
    // OpenRouter may have taken the change and lost the answer: with no valid token noted, the next time gives a new one.
    if (before) await revokeToken(scope, before.tokenId, now);
    throw error;
  }
  if (before) await revokeToken(scope, before.tokenId, now);
}

async function take(place: BroadcastPlace, account: OpenRouter, step: BroadcastStep, url: string): Promise<void> {
  const { scope, connectionId } = place;
  const sentence = stepSentence(step, url);
  switch (step.kind) {
    case "enable_workspace":
      await switchBroadcastOn(account, step.workspace.externalId);
      return noteChange(scope, connectionId, { action: "broadcast.workspace_enabled", sentence });
    case "remove_double":
      await removeDestination(account, step.destination.id);
      return noteChange(scope, connectionId, {
        action: "broadcast.destination_removed",
        sentence,
        removed: step.destination.id,
      });
    default:
      return deliver(place, account, step, url);
  }
}

/**
 * Sets Broadcast up at OpenRouter so that every request of every workspace is delivered here, or repairs what drifted.
 * `said` are the sentences the asker was shown and consents to: where OpenRouter's settings changed since, so that
 * something else would be done, nothing is. Stopped in the middle, doing it again does the rest.
 * Throws WaybillError `invalid_input` (this Waybill cannot be reached), `conflict` (look again), or what OpenRouter said.
 */
export async function turnOnBroadcast(place: BroadcastPlace, said: readonly string[]): Promise<void> {
  const { scope, connectionId, now } = place;
  permit(scope, "connections.manage");
  permit(scope, "tokens.manage");
  const reading = await accountOf(place, null);
  requireReachable(place.origin);
  const report = await readNow(place, reading);
  const setups = await setupsOf(place);
  const steps = planBroadcast(report, setups);
  const sentences = steps.map((step) => stepSentence(step, setups.url));
  if (JSON.stringify(sentences) !== JSON.stringify(said)) {
    throw new WaybillError("conflict", "OpenRouter's settings changed since the page was shown. Nothing was changed.", {
      todo: "Read again what would be changed, and consent to that.",
    });
  }
  const account = await accountOf(place, await giveConsent(scope, connectionId, sentences, now));
  try {
    for (const step of steps) await take(place, account, step, setups.url);
  } finally {
    await readNow(place, reading).catch(() => {});
  }
}

/**
 * Removes the destinations Waybill made, revokes their tokens and withdraws the consent. A workspace's own switch stays
 * as it is: others may rely on it. Where OpenRouter does not answer, what is left stays noted, to be removed by doing
 * it again.
 */
export async function turnOffBroadcast(place: BroadcastPlace): Promise<void> {
  const { scope, connectionId, now } = place;
  // A connection of somebody else, or without a key, is refused before anything is said of consents.
  const reading = await accountOf(place, null);
  const account = await accountOf(place, await requireConsent(scope, connectionId));
  for (const { destinationId, tokenId, workspaceExternalId } of await readSetups(scope, connectionId, now)) {
    await removeDestination(account, destinationId);
    const sentence = `Workspace ${workspaceExternalId}: removed the destination that delivered here.`;
    await noteChange(scope, connectionId, { action: "broadcast.destination_removed", sentence, removed: destinationId });
    await revokeToken(scope, tokenId, now);
  }
  await withdrawConsent(scope, connectionId, now);
  await readNow(place, reading).catch(() => {});
}
