import type { Role } from "@/lib/domain/role";

/** What each role is for, in a few words. */
export const ROLE_WORDS: Record<Role, string> = {
  owner: "everything, owners too",
  admin: "everything but owners",
  finance: "all spend, budgets, other costs, imports, tokens",
  manager: "spend and budgets of own teams",
  member: "own spend",
};
