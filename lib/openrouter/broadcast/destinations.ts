import { observabilityCreate } from "@openrouter/sdk/funcs/observabilityCreate.js";
import { observabilityDelete } from "@openrouter/sdk/funcs/observabilityDelete.js";
import { observabilityList } from "@openrouter/sdk/funcs/observabilityList.js";
import { observabilityUpdate } from "@openrouter/sdk/funcs/observabilityUpdate.js";
import { workspacesList } from "@openrouter/sdk/funcs/workspacesList.js";
import { workspacesUpdate } from "@openrouter/sdk/funcs/workspacesUpdate.js";
import { z } from "zod";
import {
  BROADCAST_REGIONS,
  type BroadcastDestination,
  type BroadcastReport,
  type BroadcastWorkspace,
} from "../../domain/broadcast/destinations";
import type { OpenRouter } from "../client";
import { allPages, Page } from "../listing";
import { flag, instantIfAny, text, textIfAny } from "../readers";
import { statusOf } from "../refusal";

const Workspace = z
  .object({ id: text, name: textIfAny, is_observability_broadcast_enabled: flag })
  .transform((found): BroadcastWorkspace => {
    return { externalId: found.id, name: found.name ?? found.id, enabled: found.is_observability_broadcast_enabled };
  });

const Config = z.looseObject({ url: textIfAny, endpoint: textIfAny }).catch({ url: null, endpoint: null });
const Rules = z.object({ enabled: z.boolean().default(true), groups: z.array(z.unknown()).default([]) });

const Destination = z
  .object({
    id: text,
    type: text,
    name: textIfAny,
    config: Config,
    workspace_id: textIfAny,
    enabled: flag,
    sampling_rate: z.number().catch(1),
    filter_rules: Rules.nullish().catch(null),
    api_key_hashes: z.array(z.unknown()).nullish().catch(null),
    excluded_api_key_hashes: z.array(z.unknown()).nullish().catch(null),
    regions: z.array(z.string()).catch(["global"]),
    broadcast_generation_cost: flag,
    privacy_mode: flag,
    created_at: instantIfAny,
  })
  .transform((found) => ({
    id: found.id,
    workspaceExternalId: found.workspace_id,
    type: found.type,
    name: found.name,
    url: found.config.url ?? found.config.endpoint,
    enabled: found.enabled,
    samplingRate: Math.min(1, Math.max(0.0001, found.sampling_rate)),
    hasRules: found.filter_rules?.enabled === true && found.filter_rules.groups.length > 0,
    hasKeys: found.api_key_hashes != null || (found.excluded_api_key_hashes?.length ?? 0) > 0,
    regions: found.regions,
    sendsCost: found.broadcast_generation_cost,
    privacy: found.privacy_mode,
    createdAt: found.created_at,
  }));

/** Every workspace's switch and destinations; null for an account that may not ask for them (403, 404). */
export async function readBroadcast(openRouter: OpenRouter): Promise<BroadcastReport | null> {
  try {
    const workspaces = await allPages(
      Workspace,
      "workspace",
      (one) => one.externalId,
      (offset, limit) => openRouter.ask((sdk) => workspacesList(sdk, { offset, limit }), Page),
    );
    const destinations: BroadcastDestination[] = [];
    for (const { externalId } of workspaces.items) {
      const listed = await allPages(
        Destination,
        "destination",
        (one) => one.id,
        (offset, limit) => openRouter.ask((sdk) => observabilityList(sdk, { workspaceId: externalId, offset, limit }), Page),
      );
      destinations.push(
        ...listed.items.map((found) => ({ ...found, workspaceExternalId: found.workspaceExternalId ?? externalId })),
      );
    }
    return { workspaces: workspaces.items, destinations };
  } catch (error) {
    if (statusOf(error) === 403 || statusOf(error) === 404) return null;
    throw error;
  }
}

/** What every destination of Waybill's is set to: all requests, with their cost, without what was said in them. */
const SETTINGS = {
  enabled: true,
  samplingRate: 1,
  apiKeyHashes: null,
  filterRules: null,
  regions: [...BROADCAST_REGIONS],
  broadcastGenerationCost: true,
  privacyMode: true,
};

function configOf(url: string, token: string) {
  return { url, method: "POST", headers: { Authorization: `Bearer ${token}` } };
}

const Made = z.object({ data: z.object({ id: text }) });

/** Makes a workspace's destination and returns its id. Needs a client with a consent, as all below. */
export async function createDestination(
  openRouter: OpenRouter,
  wanted: { workspaceExternalId: string; url: string; token: string },
): Promise<string> {
  const createObservabilityDestinationRequest = {
    ...SETTINGS,
    type: "webhook" as const,
    name: "Waybill",
    config: configOf(wanted.url, wanted.token),
    workspaceId: wanted.workspaceExternalId,
  };
  const made = await openRouter.ask((sdk) => observabilityCreate(sdk, { createObservabilityDestinationRequest }), Made);
  return made.data.id;
}

/** Sets a destination to what it must be. With `config`, also where it sends to and with which token. */
export async function repairDestination(
  openRouter: OpenRouter,
  destination: Pick<BroadcastDestination, "id" | "type">,
  config: { url: string; token: string } | null,
): Promise<void> {
  const webhook = config && configOf(config.url, config.token);
  const collector = webhook && { endpoint: webhook.url, headers: webhook.headers };
  const asked = destination.type === "webhook" ? webhook : collector;
  const updateObservabilityDestinationRequest = { ...SETTINGS, ...(asked && { config: asked }) };
  const request = { id: destination.id, updateObservabilityDestinationRequest };
  await openRouter.ask((sdk) => observabilityUpdate(sdk, request), Made);
}

/** One that is gone already is as good as removed. */
export async function removeDestination(openRouter: OpenRouter, id: string): Promise<void> {
  try {
    await openRouter.ask((sdk) => observabilityDelete(sdk, { id }), z.unknown());
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
  }
}

export async function switchBroadcastOn(openRouter: OpenRouter, workspaceExternalId: string): Promise<void> {
  const request = { id: workspaceExternalId, updateWorkspaceRequest: { isObservabilityBroadcastEnabled: true } };
  await openRouter.ask((sdk) => workspacesUpdate(sdk, request), z.unknown());
}
