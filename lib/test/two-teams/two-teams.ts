/**
 * An organization of two teams in which whatever belongs to the other one can be told by its sight: its names have the word
 * OTHER in them, and no dollars that it has a part in are less than ten thousand.
 */
import { addDays, type Day, dayOf } from "../../domain/day";
import { addWeeks, type Week, weekOf } from "../../domain/iso-week";
import { mintSystemScope } from "../../domain/mint-scope";
import type { AuthorizedScope } from "../../domain/scope";
import { parseUsd } from "../../domain/usd";
import { createBudget } from "../../ledger/budget/budgets";
import { addSubscription } from "../../ledger/other-costs";
import { recordCredits } from "../../ledger/sync/credit-readings";
import { storeWeeklyReport } from "../../ledger/weekly-report/weekly-reports";
import { makeWeeklyReport } from "../../queries/weekly-report/make";
import { type FurnishedOrganization, furnishOrganization } from "../furnished-organization";
import { storeRecommendations, storeSpikes } from "./findings";
import { type Parties, type PartyNames, run, seatReaders, storeParties, type World } from "./parties";
import { storeSpend } from "./spend";

export const OTHER = "Zanzibar";
/** In the names of what is in the manager's team and not the member's. */
export const MATE = "Zululand";
/** No amount of one's own team comes near it; every sum with a part of the other team is above it. */
export const OTHERS_LEAST = 10_000;

export interface TwoTeams extends Parties {
  furnished: FurnishedOrganization;
  organizationId: string;
  today: Day;
  week: Week;
}

async function storeBudgets(scope: AuthorizedScope, world: World, { own, mate, other, shared }: Parties): Promise<void> {
  const { names, now, today } = world;
  const budget = async (name: string, filters: Record<string, string[]>, amount: string) => {
    return (await createBudget(scope, { name, per: "month", filters, amount, startsOn: addDays(today, -40) }, now)).id;
  };
  own.budgetIds.push(
    await budget(`${names.own} budget`, { team: [own.teamId] }, "3"),
    await budget(`${names.own} person's`, { developer: [own.developerId] }, "1"),
  );
  mate.budgetIds.push(await budget(`${names.mate} person's`, { developer: [mate.developerId] }, "1"));
  other.budgetIds.push(
    await budget(`${names.other} team's`, { team: [other.teamId] }, "91000"),
    await budget(`${names.other} person's`, { developer: [other.developerId] }, "91000"),
  );
  shared.budgetIds.push(
    await budget(`${names.other} whole`, {}, "91000"),
    await budget(`${names.other} common key`, { key: [shared.keyId] }, "91000"),
    await budget(`${names.other} both teams`, { team: [own.teamId, other.teamId] }, "91000"),
  );
}

/** What is paid beside usage, and what is left of the account: the whole organization's, hence nobody's alone. */
async function storeAccountCosts(
  scope: AuthorizedScope,
  { connectionId, organizationId, names, now, today }: World,
): Promise<void> {
  await addSubscription(scope, { name: `${names.other} seats`, amount: "91000", from: addDays(today, -40), to: "" });
  for (const [back, total] of [
    [20, "50000000"],
    [1, "90000000"],
  ] as const) {
    const credits = { totalUsd: parseUsd(total), usedUsd: parseUsd("30000000") };
    await recordCredits({ organizationId, connectionId } as never, credits, new Date(now.getTime() - back * 86_400_000));
  }
}

async function storeReports(scope: AuthorizedScope, week: Week, now: Date, { own, mate, other }: Parties): Promise<void> {
  for (const subject of [
    { kind: "organization", ids: [] },
    { kind: "teams", ids: [own.teamId] },
    { kind: "teams", ids: [other.teamId] },
    { kind: "developers", ids: [own.developerId] },
    { kind: "developers", ids: [mate.developerId] },
    { kind: "developers", ids: [other.developerId] },
  ] as const) {
    await storeWeeklyReport(scope, await makeWeeklyReport(scope, subject, week, now));
  }
}

/** Stores two months of both teams' spend up to today, and everything that Waybill makes of it. */
export async function storeTwoTeams(now: Date, names: PartyNames = { own: "Near", mate: MATE, other: OTHER }): Promise<TwoTeams> {
  const furnished = await furnishOrganization();
  const [{ id: organizationId }] = (await run("SELECT id FROM organizations WHERE slug = $1", furnished.slug)) as [
    { id: string },
  ];
  // What the organization was furnished with is in nobody's team.
  await run("DELETE FROM budgets WHERE organization_id = $1", organizationId);
  await run("DELETE FROM subscriptions WHERE organization_id = $1", organizationId);
  const scope = mintSystemScope(organizationId, { kind: "operator" });
  const today = dayOf(now);
  const world: World = { organizationId, connectionId: furnished.connectionId, names, now, today };
  const parties = await storeParties(world);
  await storeSpend(world, parties);
  await storeRecommendations(world, parties);
  await storeSpikes(world, parties);
  await storeBudgets(scope, world, parties);
  await storeAccountCosts(scope, world);
  await run("UPDATE channels SET name = $2, shown = $2 WHERE organization_id = $1", organizationId, `${names.other} leads`);
  const week = addWeeks(weekOf(today), -1);
  await storeReports(scope, week, now, parties);
  await seatReaders(world, parties.own);
  return { furnished, organizationId, ...parties, today, week };
}
