/** Organizations for the tests, made the way an operator makes them: each spec file owns its own. */
import { test as base, expect } from "@playwright/test";
import { pool } from "@/lib/db/client";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { ROLES, type Role } from "@/lib/domain/role";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { addConnection } from "@/lib/intake/connections";
import { createOrganization } from "@/lib/ledger/organizations";
import { inviteMember } from "@/lib/ledger/people/members";
import { requestSync } from "@/lib/ledger/sync/runs";
import { connectionsOf } from "@/lib/queries/connections";
import { MANAGEMENT_KEY } from "./account";

const OPERATOR = { kind: "operator" } as const;

export interface Organization {
  slug: string;
  /** What somebody with a shell on the machine may do. */
  scope: AuthorizedScope;
  /** Addresses of one person for each role. */
  people: Record<Role, string>;
}

let founded = 0;

/** Founds an organization and invites somebody for each role. No two have one path, in whatever process they are made. */
export async function foundOrganization(name: string): Promise<Organization> {
  founded += 1;
  const slug = `${name}-${base.info().workerIndex}-${founded}`;
  const { id } = await createOrganization(pool(), { name: `Works of ${name}`, slug, actor: OPERATOR });
  const scope = mintSystemScope(id, OPERATOR);
  const people = Object.fromEntries(ROLES.map((role) => [role, `${role}@${slug}.example`])) as Record<Role, string>;
  for (const role of ROLES) await inviteMember(scope, { email: people[role], role });
  return { slug, scope, people };
}

/** Resolves when the last sync succeeded and every day is booked. */
export async function settled({ scope }: Organization): Promise<void> {
  const standing = async () =>
    (await connectionsOf(scope)).map(({ run, dirtyDays }) => ({ run: run?.errorMessage ?? run?.status, dirtyDays }));
  await expect.poll(standing, { timeout: 50_000 }).toEqual([{ run: "succeeded", dirtyDays: 0 }]);
}

/** Imports the pretend account and waits until its whole history is in the books. */
export async function connect(organization: Organization): Promise<Organization> {
  await addConnection(organization.scope, { name: "Test account", key: MANAGEMENT_KEY });
  await settled(organization);
  return organization;
}

/** Reads the account once more, after something changed there. */
export async function syncAgain(organization: Organization): Promise<void> {
  for (const { id } of await connectionsOf(organization.scope)) await requestSync(organization.scope, id, "manual");
  await settled(organization);
}

/** `books`: an organization with the account's whole history, for tests that only look. */
export const test = base.extend<object, { books: Organization }>({
  books: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of what a fixture needs
    async ({}, use) => {
      await use(await connect(await foundOrganization("books")));
    },
    { scope: "worker", timeout: 60_000 },
  ],
});
