import { apiKeysList } from "@openrouter/sdk/funcs/apiKeysList.js";
import { organizationListMembers } from "@openrouter/sdk/funcs/organizationListMembers.js";
import { workspacesList } from "@openrouter/sdk/funcs/workspacesList.js";
import { z } from "zod";
import type { KeyReport, MemberReport, WorkspaceReport } from "../domain/directory";
import type { OpenRouter } from "./client";
import { allPages, PAGE, Page } from "./listing";
import { chargeIfAny, flag, instantIfAny, leftIfAny, text, textIfAny } from "./readers";
import { statusOf } from "./refusal";

const Workspace = z
  .object({ id: text, name: textIfAny, slug: textIfAny })
  .transform((found): WorkspaceReport => ({ externalId: found.id, name: found.name ?? found.id, slug: found.slug }));

const Member = z.object({ id: text, email: text, first_name: textIfAny, last_name: textIfAny, role: textIfAny }).transform(
  (found): MemberReport => ({
    memberId: found.id,
    email: found.email.toLowerCase(),
    firstName: found.first_name,
    lastName: found.last_name,
    role: found.role,
  }),
);

const Key = z
  .object({
    hash: z.string().regex(/^[0-9a-fA-F]{64}$/, "is not a SHA-256 in hex"),
    name: textIfAny,
    label: textIfAny,
    workspace_id: textIfAny,
    creator_user_id: textIfAny,
    external_user: textIfAny,
    disabled: flag,
    limit: chargeIfAny,
    limit_reset: textIfAny,
    limit_remaining: leftIfAny,
    usage: chargeIfAny,
    created_at: instantIfAny,
    expires_at: instantIfAny,
  })
  .transform(
    (found): KeyReport => ({
      hash: found.hash.toLowerCase(),
      name: found.name ?? found.label ?? found.hash.slice(0, 12),
      label: found.label,
      workspaceExternalId: found.workspace_id,
      creatorMemberId: found.creator_user_id,
      externalUser: found.external_user,
      disabled: found.disabled,
      limitUsd: found.limit,
      limitReset: found.limit_reset,
      limitRemainingUsd: found.limit_remaining,
      usageUsd: found.usage,
      createdAt: found.created_at,
      expiresAt: found.expires_at,
    }),
  );

/** Workspaces of the account; items that cannot be read are named in `refused`, here as below, and the others go through. */
export function listWorkspaces(openRouter: OpenRouter) {
  const idOf = (workspace: WorkspaceReport) => workspace.externalId;
  return allPages(Workspace, "workspace", idOf, (offset, limit) =>
    openRouter.ask((sdk) => workspacesList(sdk, { offset, limit }), Page),
  );
}

/** The oldest workspace, which is the default one: what a personal account can be told by. Null where none is listed. */
export async function defaultWorkspaceId(openRouter: OpenRouter): Promise<string | null> {
  const Aged = z.object({ data: z.array(z.object({ id: text, created_at: instantIfAny })) });
  const { data } = await openRouter.ask((sdk) => workspacesList(sdk, { offset: 0, limit: PAGE }), Aged);
  const age = (workspace: { created_at: Date | null }) => workspace.created_at?.getTime() ?? Number.POSITIVE_INFINITY;
  return data.toSorted((a, b) => age(a) - age(b))[0]?.id ?? null;
}

/** People of the organization; none for a personal account (404). */
export async function listMembers(openRouter: OpenRouter) {
  const idOf = (member: MemberReport) => member.memberId;
  try {
    return await allPages(Member, "member", idOf, (offset, limit) =>
      openRouter.ask((sdk) => organizationListMembers(sdk, { offset, limit }), Page),
    );
  } catch (error) {
    if (statusOf(error) === 404) return { items: [], refused: [] };
    throw error;
  }
}

/** Inference keys of one workspace, disabled ones too; of the default workspace where none is named. */
function keysOf(openRouter: OpenRouter, workspaceId?: string) {
  const where = workspaceId === undefined ? {} : { workspaceId };
  const idOf = (key: KeyReport) => key.hash;
  return allPages(Key, "key", idOf, (offset) =>
    openRouter.ask((sdk) => apiKeysList(sdk, { ...where, offset, includeDisabled: true }), Page),
  );
}

/** The keys of the default workspace and of these, since a listing without a workspace shows the default one's only. */
export async function listKeys(openRouter: OpenRouter, workspaceIds: readonly string[]) {
  const ofDefault = await keysOf(openRouter);
  const keys = new Map(ofDefault.items.map((key) => [key.hash, key]));
  const refused = [...ofDefault.refused];
  for (const workspaceId of workspaceIds) {
    const listed = await keysOf(openRouter, workspaceId);
    refused.push(...listed.refused);
    for (const key of listed.items) {
      keys.set(key.hash, { ...key, workspaceExternalId: key.workspaceExternalId ?? workspaceId });
    }
  }
  return { items: [...keys.values()], refused };
}
