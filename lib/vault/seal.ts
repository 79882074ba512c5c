import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { WaybillError } from "../domain/error";

/** A key of 32 bytes that seals secrets at rest. Its id may be stored and shown; the key may not. */
export interface MasterKey {
  id: string;
  key: Buffer;
}

export interface Sealed {
  /** Initialization vector (12 bytes), tag (16), ciphertext. */
  sealed: Buffer;
  masterKeyId: string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** The id is a hash of the key under a name of its own, so that it tells nothing of the key. */
export function masterKey(key: Buffer): MasterKey {
  if (key.length !== 32) {
    throw new WaybillError("not_configured", `A master key must be 32 bytes; this one has ${key.length}.`, {
      todo: "Make one with `openssl rand -base64 32` and set WAYBILL_MASTER_KEY to it.",
    });
  }
  return { id: createHash("sha256").update("waybill master key id\0").update(key).digest("hex").slice(0, 16), key };
}

function boundTo(rowId: string): Buffer {
  return Buffer.from(`waybill sealed secret\0${rowId}`);
}

/** Seals a secret to one row: copied to another row it does not open. Uses the newest (first) master key. */
export function seal(secret: string, rowId: string, keys: readonly MasterKey[]): Sealed {
  const newest = keys[0];
  if (!newest) throw new WaybillError("not_configured", "There is no master key.", { todo: "Set WAYBILL_MASTER_KEY." });
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", newest.key, iv, { authTagLength: TAG_BYTES });
  cipher.setAAD(boundTo(rowId));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return { sealed: Buffer.concat([iv, cipher.getAuthTag(), text]), masterKeyId: newest.id };
}

/** Throws WaybillError `not_configured` when the master key is missing or the seal does not hold (wrong row, tampered). */
export function unseal({ sealed, masterKeyId }: Sealed, rowId: string, keys: readonly MasterKey[]): string {
  const found = keys.find((candidate) => candidate.id === masterKeyId);
  if (!found) {
    throw new WaybillError("not_configured", `A stored key is sealed with master key ${masterKeyId}, which is not at hand.`, {
      todo: "Put that master key back (WAYBILL_MASTER_KEY or the data folder), or replace the connection's key.",
    });
  }
  try {
    const iv = sealed.subarray(0, IV_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", found.key, iv, { authTagLength: TAG_BYTES });
    decipher.setAAD(boundTo(rowId));
    decipher.setAuthTag(sealed.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(sealed.subarray(IV_BYTES + TAG_BYTES)), decipher.final()]).toString("utf8");
  } catch {
    throw new WaybillError("not_configured", "A stored key does not open: its seal is broken or belongs to another row.", {
      todo: "Replace the connection's key in Settings, Connections.",
    });
  }
}
