import { apiKeysGetCurrentKeyMetadata } from "@openrouter/sdk/funcs/apiKeysGetCurrentKeyMetadata.js";
import { creditsGetCredits } from "@openrouter/sdk/funcs/creditsGetCredits.js";
import { z } from "zod";
import type { OpenRouter } from "./client";
import { charge, flag, instantIfAny, textIfAny } from "./readers";

const CurrentKey = z.object({
  data: z
    .object({
      label: textIfAny,
      is_management_key: flag,
      is_provisioning_key: flag,
      disabled: flag,
      expires_at: instantIfAny,
      creator_user_id: textIfAny,
      organization_id: textIfAny,
    })
    .transform((key) => ({
      /** Masked key. */
      label: key.label,
      /** Either spelling: the older one is an alias. */
      isManagementKey: key.is_management_key || key.is_provisioning_key,
      disabled: key.disabled,
      expiresAt: key.expires_at,
      creatorMemberId: key.creator_user_id,
      organizationId: key.organization_id,
    })),
});
export type CurrentKey = z.infer<typeof CurrentKey>["data"];

/** What OpenRouter says of the key that asks. */
export async function readCurrentKey(openRouter: OpenRouter): Promise<CurrentKey> {
  return (await openRouter.ask((sdk) => apiKeysGetCurrentKeyMetadata(sdk), CurrentKey)).data;
}

const Credits = z.object({
  data: z
    .object({ total_credits: charge, total_usage: charge })
    .transform((credits) => ({ totalUsd: credits.total_credits, usedUsd: credits.total_usage })),
});
/** Lifetime figures of the account. */
export type Credits = z.infer<typeof Credits>["data"];

export async function readCredits(openRouter: OpenRouter): Promise<Credits> {
  return (await openRouter.ask((sdk) => creditsGetCredits(sdk), Credits)).data;
}
