import { addDays, type Day } from "../../lib/domain/day";
import { acmeKey } from "./acme-people";
import type { InferenceKey, Workspace } from "./cast";

/**
 * Acme's thirteen keys: shared, personal, CI, one without creator, a renamed one, two of one name, a disabled one, one
 * nobody uses.
 */
export function acmeKeys(workspaces: Workspace[], firstDay: Day, anchorDay: Day) {
  const [defaultId, productId, researchId] = workspaces.map((workspace) => workspace.id);
  if (!defaultId || !productId || !researchId) throw new Error("Acme has three workspaces");
  const createdDay = firstDay;
  const renamedOn = addDays(anchorDay, -35);
  return {
    gateway: acmeKey({
      id: 410_001,
      slug: "platform-gateway",
      name: "Platform gateway",
      workspaceId: defaultId,
      creator: "Ada Okafor",
      createdDay,
    }),
    coding: acmeKey({
      id: 410_002,
      slug: "coding",
      name: "Coding assistants",
      workspaceId: defaultId,
      creator: "Ada Okafor",
      createdDay,
    }),
    jonas: acmeKey({
      id: 410_003,
      slug: "jonas",
      name: "Jonas Weber",
      workspaceId: defaultId,
      creator: "Jonas Weber",
      createdDay,
    }),
    ingrid: acmeKey(
      { id: 410_004, slug: "ingrid", name: "Ingrid scratch", workspaceId: defaultId, creator: "Ingrid Solberg", createdDay },
      { limitUsd: 200, limitReset: "monthly" },
    ),
    ci: acmeKey({ id: 410_005, slug: "ci", name: "CI", workspaceId: defaultId, creator: "Ada Okafor", createdDay }),
    evals: acmeKey({
      id: 410_006,
      slug: "evals",
      name: "Nightly evals",
      workspaceId: researchId,
      creator: "Greta Lindqvist",
      createdDay,
    }),
    support: acmeKey(
      { id: 410_007, slug: "support", name: "Support copilot", workspaceId: productId, creator: "Hannah Lee", createdDay },
      {
        names: [
          { from: createdDay, name: "helpdesk-bot" },
          { from: renamedOn, name: "Support copilot" },
        ],
      },
    ),
    productStaging: acmeKey({
      id: 410_008,
      slug: "staging-product",
      name: "staging",
      workspaceId: productId,
      creator: "Ravi Patel",
      createdDay,
    }),
    researchStaging: acmeKey({
      id: 410_009,
      slug: "staging-research",
      name: "staging",
      workspaceId: researchId,
      creator: "Ibrahim Khan",
      createdDay,
    }),
    prototype: acmeKey({ id: 410_010, slug: "prototype", name: "prototype", workspaceId: defaultId, creator: null, createdDay }),
    enrichment: acmeKey({
      id: 410_011,
      slug: "enrichment",
      name: "Document enrichment",
      workspaceId: productId,
      creator: "Priya Raman",
      createdDay,
    }),
    hackathon: acmeKey(
      { id: 410_012, slug: "hackathon", name: "Hackathon", workspaceId: researchId, creator: "Yuki Sato", createdDay },
      { disabledFrom: addDays(anchorDay, -150) },
    ),
    tradeFair: acmeKey(
      { id: 410_013, slug: "trade-fair", name: "Trade fair", workspaceId: productId, creator: "Hannah Lee", createdDay },
      { limitUsd: 75, limitReset: "monthly" },
    ),
  } satisfies Record<string, InferenceKey>;
}
export type AcmeKeys = ReturnType<typeof acmeKeys>;
