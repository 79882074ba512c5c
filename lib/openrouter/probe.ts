import { createHash } from "node:crypto";
import { WaybillError } from "../domain/error";
import { readCurrentKey } from "./account";
import { type OpenRouterOptions, openRouter } from "./client";
import { defaultWorkspaceId } from "./directory";
import { statusOf } from "./refusal";

/** What is known of a management key before it is kept. Holds nothing secret. */
export interface ProbedKey {
  /** Masked key as OpenRouter shows it. */
  label: string | null;
  /** What the account is known by: its organization, else its default workspace, else who made the key. Null: unknown. */
  accountId: string | null;
  /** SHA-256 hex of the key, OpenRouter's own hash. */
  keyHash: string;
  expiresAt: Date | null;
}

const MAKE_ONE = "Make a management key at openrouter.ai/settings/management-keys (organization admins can) and paste that.";

function unknownKey(): WaybillError {
  return new WaybillError("key_unknown", "OpenRouter does not know this key: it was deleted, has expired or was mistyped.", {
    todo: MAKE_ONE,
  });
}

/**
 * Asks OpenRouter what a pasted key is, before anything is stored. Spaces around it are ignored.
 * Throws WaybillError wrong_key_kind, key_disabled, key_expired, key_unknown or upstream_unavailable.
 */
export async function probeManagementKey(
  pasted: string,
  options: Omit<OpenRouterOptions, "key"> & { now?: Date } = {},
): Promise<ProbedKey> {
  const { now = new Date(), ...rules } = options;
  const key = pasted.trim();
  // Anything else cannot stand in a header, and an error about the header would carry the key.
  if (!/^[\x21-\x7e]{8,512}$/.test(key)) {
    throw new WaybillError("key_unknown", "This is not an OpenRouter key: those start with sk-or- and hold no spaces.", {
      todo: MAKE_ONE,
    });
  }
  // A person is waiting: fewer attempts and shorter waits than in a sync.
  const account = openRouter({ attempts: 3, timeoutMs: 15_000, longestWaitMs: 10_000, ...rules, key });
  const current = await readCurrentKey(account).catch((error: unknown) => {
    throw statusOf(error) === null || !(error instanceof WaybillError) ? error : refusedKey(error);
  });
  if (current.expiresAt && current.expiresAt <= now) {
    const message = `This key expired on ${current.expiresAt.toISOString().slice(0, 10)}.`;
    throw new WaybillError("key_expired", message, { todo: MAKE_ONE });
  }
  if (current.disabled) throw disabledKey();
  if (!current.isManagementKey) {
    const message = "This is an inference key: it can spend money but cannot read what was spent.";
    throw new WaybillError("wrong_key_kind", message, { todo: MAKE_ONE });
  }
  const accountId = current.organizationId ?? (await defaultWorkspaceId(account)) ?? current.creatorMemberId;
  return {
    label: current.label,
    accountId,
    keyHash: createHash("sha256").update(key).digest("hex"),
    expiresAt: current.expiresAt,
  };
}

/** A refused key, by what OpenRouter says of it; an error that says nothing of the key stays what it is. */
function refusedKey(error: WaybillError): WaybillError {
  if (!["key_unknown", "forbidden", "not_found"].includes(error.code)) return error;
  if (/disabled/i.test(error.message)) return disabledKey();
  if (/expired/i.test(error.message)) return new WaybillError("key_expired", "This key has expired.", { todo: MAKE_ONE });
  return unknownKey();
}

function disabledKey(): WaybillError {
  return new WaybillError("key_disabled", "This key is disabled at OpenRouter.", {
    todo: "Enable it at openrouter.ai/settings/management-keys, or make a new one there.",
  });
}
