import { createHash, randomBytes } from "node:crypto";

/** A new secret of 256 random bits that whoever holds it is let in by. Only its hash may be stored. */
export function newBearer(prefix = ""): string {
  return prefix + randomBytes(32).toString("base64url");
}

/** What is stored of a bearer secret. No salt or slow hash: nobody guesses 256 random bits. */
export function hashBearer(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
