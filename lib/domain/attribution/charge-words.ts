import type { DifferenceReason } from "../rollup/line";
import type { Attribution, UnattributedReason } from "./attribution";

/** By what the chain found whom to charge, to stand after a colon or a name. */
export const CHAIN_WORDS: Record<Exclude<Attribution, "rule" | "none">, string> = {
  user_field: "the user that the request names",
  key_owner: "who owns the key on that day",
  key_creator: "who made the key, or sent the request",
};

/** Why nobody is charged, of one request or of many, to stand after a colon or in a cell. */
export const NOBODY_WORDS: Record<UnattributedReason | DifferenceReason, string> = {
  no_user_no_owner: "no user is named, and nobody answers for the key",
  no_evidence_no_owner: "no single request is known, only the bill, and nobody answers for the key",
  key_unknown: "no user is named, and no source tells the key",
  evidence_exceeds_bill: "single requests add up to more than was billed",
  log_csv_cut: "the log cuts each cost at six decimals, so that its sum falls short of the bill",
  rounding: "bill and requests differ below the last digit that is stored",
};
