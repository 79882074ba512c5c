/** Puts the demo's organization, members, teams and connection into the database, whatever of them is not there yet. */
import { ACME_DAYS } from "../../demo/account/make-account";
import { COST_CENTERS, ORGANIZATION, PEOPLE, TEAMS } from "../../demo/acme";
import { pool } from "../../lib/db/client";
import { transaction } from "../../lib/db/sql";
import { aliasesOfUser } from "../../lib/domain/attribution/developer-alias";
import { addDays, type Day, dayOf } from "../../lib/domain/day";
import { mintSystemScope } from "../../lib/domain/mint-scope";
import { ROLES } from "../../lib/domain/role";
import type { AuthorizedScope } from "../../lib/domain/scope";
import { addConnection } from "../../lib/intake/connections";
import { createOrganization } from "../../lib/ledger/organizations";
import { createCostCenter, setCostCenter } from "../../lib/ledger/people/cost-centers";
import { ensureDevelopers } from "../../lib/ledger/people/developer-aliases";
import { inviteMember } from "../../lib/ledger/people/members";
import { createTeam, setManagedTeams, setTeam } from "../../lib/ledger/people/teams";
import { connectionsOf } from "../../lib/queries/connections";
import { membersOf, teamChoices } from "../../lib/queries/people/members";
import { costCentersOf } from "../../lib/queries/people/people";
import { organizations } from "../waybill/find";
import { readPastCatalogues } from "./demo-catalogue";
import { furnishBudgets } from "./furnish-budgets";
import { furnishSubscriptions, readPastCredits, topUpDays } from "./furnish-other-costs";
import { addReportReaders } from "./furnish-reports";

const OPERATOR = { kind: "operator" } as const;

async function organizationScope(): Promise<AuthorizedScope> {
  const there = (await organizations()).find(({ slug }) => slug === ORGANIZATION.slug);
  const { id } = there ?? (await createOrganization(pool(), { ...ORGANIZATION, actor: OPERATOR }));
  return mintSystemScope(id, OPERATOR);
}

async function addMembers(scope: AuthorizedScope, now: Date): Promise<void> {
  const there = new Set((await membersOf(scope, now)).map(({ email }) => email));
  for (const role of ROLES) {
    const { email } = PEOPLE[role];
    if (!there.has(email)) await inviteMember(scope, { email, role });
  }
}

/** Developers stand in their teams before the first request of theirs is read, so that no day is booked twice. */
async function addTeams(scope: AuthorizedScope, firstDay: Day, now: Date): Promise<void> {
  const there = new Set((await teamChoices(scope)).map(({ name }) => name));
  for (const [name, people] of Object.entries(TEAMS)) {
    if (there.has(name)) continue;
    const identities = people.map((one) =>
      "email" in one ? { aliases: aliasesOfUser(one.email), name: one.name } : { aliases: aliasesOfUser(one.handle), name: null },
    );
    const known = await transaction((client) => ensureDevelopers(client, scope.organizationId, identities));
    const team = await createTeam(scope, name);
    for (const developerId of new Set(known.values())) await setTeam(scope, developerId, team.id, firstDay, now);
    const manager = (await membersOf(scope, now)).find(({ email }) => email === PEOPLE.manager.email);
    const manages = people.some((one) => "email" in one && one.email === PEOPLE.manager.email);
    if (manager && manages) await setManagedTeams(scope, manager.id, [team.id]);
  }
}

/** One team stays without, so that the pages show that as well. */
async function addCostCenters(scope: AuthorizedScope, firstDay: Day, now: Date): Promise<void> {
  const today = dayOf(now);
  const there = new Set((await costCentersOf(scope, today)).map(({ name }) => name));
  const teams = await teamChoices(scope);
  for (const [name, { code, teams: charged }] of Object.entries(COST_CENTERS)) {
    if (there.has(name)) continue;
    const { id } = await createCostCenter(scope, { name, code });
    for (const team of teams.filter((one) => charged.includes(one.name))) {
      await setCostCenter(scope, team.id, { fromDay: firstDay, valueId: id }, now);
    }
  }
}

export interface FurnishedDemo {
  scope: AuthorizedScope;
  connectionId: string;
  /** Its first sync has not come to its end yet. */
  isNew: boolean;
}

/** Needs DATABASE_URL and OPENROUTER_BASE_URL in this process's environment. `anchorDay` is the account's. */
export async function furnishDemo(managementKey: string, anchorDay: Day): Promise<FurnishedDemo> {
  const firstDay = addDays(anchorDay, 1 - ACME_DAYS);
  const now = new Date();
  const scope = await organizationScope();
  await addMembers(scope, now);
  await addTeams(scope, firstDay, now);
  await addCostCenters(scope, firstDay, now);
  await furnishBudgets(scope, firstDay, now);
  await addReportReaders(scope, now);
  await furnishSubscriptions(scope, anchorDay);
  const there = (await connectionsOf(scope)).find(({ hasKey }) => hasKey);
  if (there) return { scope, connectionId: there.id, isNew: there.lastGoodSyncAt === null };
  await readPastCatalogues(managementKey, now);
  const { connectionId } = await addConnection(scope, { name: ORGANIZATION.name, key: managementKey });
  await readPastCredits({ organizationId: scope.organizationId, connectionId }, managementKey, topUpDays(anchorDay));
  return { scope, connectionId, isNew: true };
}
