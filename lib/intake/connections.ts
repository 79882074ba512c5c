import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { type KeyToStore, storeNewKey, storeReplacedKey } from "../ledger/connection-keys";
import { requestSync } from "../ledger/sync/runs";
import { probeManagementKey } from "../openrouter/probe";

/** People paste keys with quotes, spaces and line ends around them. Nothing else is guessed at. */
function tidyKey(pasted: string): string {
  const key = pasted
    .trim()
    .replace(/^(["'`])(.*)\1$/s, "$2")
    .trim();
  if (/^[\x21-\x7e]{8,512}$/.test(key)) return key;
  throw new WaybillError(
    "invalid_input",
    key === "" ? "No key was given." : "This does not look like a key: it has spaces or is too short.",
    {
      todo: "Copy the whole management key from OpenRouter (Settings, Management keys) and paste it alone.",
    },
  );
}

async function probe(pasted: string): Promise<KeyToStore> {
  const key = tidyKey(pasted);
  const { label, accountId, keyHash } = await probeManagementKey(key, { serverUrl: process.env.OPENROUTER_BASE_URL });
  // OpenRouter's own masking, where it does not send one.
  return { key, label: label ?? `${key.slice(0, 11)}…${key.slice(-3)}`, accountId, keyHash };
}

/**
 * Tries a management key at OpenRouter and, if it is one, seals it into a connection and asks for its first sync.
 * Refuses with WaybillError `wrong_key_kind`, `key_disabled`, `key_expired`, `key_unknown`, `account_known` or
 * `upstream_unavailable`; nothing is stored then. Without a name it is called OpenRouter, or keeps its name.
 */
export async function addConnection(
  scope: AuthorizedScope,
  wanted: { name?: string | undefined; key: string; connectionId?: string | undefined },
): Promise<{ connectionId: string }> {
  permit(scope, "connections.manage");
  const probed = await probe(wanted.key);
  const stored = await storeNewKey(scope, {
    name: wanted.name?.trim() || null,
    connectionId: wanted.connectionId ?? null,
    probed,
    now: new Date(),
  });
  await requestSync(scope, stored.connectionId, "first");
  return stored;
}

/**
 * Tries another key of the same account and puts it in the place of the connection's. The old one stays in use when it is
 * refused.
 */
export async function replaceConnectionKey(scope: AuthorizedScope, connectionId: string, pasted: string): Promise<void> {
  permit(scope, "connections.manage");
  const { paused } = await storeReplacedKey(scope, connectionId, await probe(pasted), new Date());
  if (!paused) await requestSync(scope, connectionId, "manual");
}
