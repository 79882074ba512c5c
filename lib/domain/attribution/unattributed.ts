import type { UnattributedReason } from "./attribution";

/** What unattributed spend is made of: why nobody is charged, and whether single requests or the bill alone tell of it. */
export const UNATTRIBUTED_CAUSES = ["requests_ownerless", "bill_ownerless", "requests_keyless", "bill_keyless", "other"] as const;
export type UnattributedCause = (typeof UNATTRIBUTED_CAUSES)[number];

/** The cause of a line without a developer, of which `billOnly` says that no single request is known. */
export function causeOf(reason: UnattributedReason | string | null, billOnly: boolean): UnattributedCause {
  switch (reason) {
    case "no_user_no_owner":
      return "requests_ownerless";
    case "no_evidence_no_owner":
      return "bill_ownerless";
    case "key_unknown":
      return billOnly ? "bill_keyless" : "requests_keyless";
    default:
      return "other";
  }
}
