import { createHash } from "node:crypto";

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** A UUID (version 5 by its marks) that the same parts always give. */
export function uuidOf(...parts: string[]): string {
  const hex = sha256(parts.join("\u0000"));
  const variant = "89ab"[Number.parseInt(hex[16] ?? "0", 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A key string of OpenRouter's shape, always the same for the same name. */
export function secretOf(...parts: string[]): string {
  return `sk-or-v1-${sha256(`secret\u0000${parts.join("\u0000")}`)}`;
}

/** OpenRouter's own hash of a key: SHA-256 of the whole string. */
export function keyHashOf(secret: string): string {
  return sha256(secret);
}

/** The key as OpenRouter shows it. */
export function maskedKey(secret: string): string {
  return `${secret.slice(0, 12)}...${secret.slice(-3)}`;
}

export function memberIdOf(...parts: string[]): string {
  return `user_2${sha256(parts.join("\u0000")).slice(0, 26)}`;
}
