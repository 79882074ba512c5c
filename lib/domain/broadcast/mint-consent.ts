import type { WritingConsent } from "./writing-consent";

/** For a consent that was just read and is not withdrawn. */
export function mintWritingConsent(consent: { connectionId: string; givenBy: string; givenAt: Date }): WritingConsent {
  return consent as WritingConsent;
}
