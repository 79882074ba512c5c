import { ahead, execute, type Sql, sql, transaction, transactionAhead } from "../../db/sql";
import type { BroadcastDelivery } from "../../domain/broadcast/broadcast";
import type { GenerationReport } from "../../domain/generation/generation";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { type FactsOwner, lockingFactsToMerge } from "../facts-lock";
import { mergeGenerations } from "../generation/generations";
import { asNew, type NewGenerations, storeNew } from "../generation/new-generations";
import { type Arrival, arrivalsOf, noteArrival, type StoredDelivery } from "./arrivals";
import { knownOf } from "./known";

export type { StoredDelivery } from "./arrivals";

/** What one connection gets, in the directory's words. */
interface Part {
  owner: FactsOwner;
  arrival: Arrival;
  reports: readonly GenerationReport[];
  /** The same, where they are most likely new; null: the arrival is noted, or cannot be stored that way. */
  news: NewGenerations | null;
  isNoted: boolean;
}

/** The merge that works for all. */
async function mergeParts(organizationId: string, parts: readonly Part[]): Promise<void> {
  await transaction(async (client) => {
    for (const { owner, arrival, reports, isNoted } of parts) {
      const manner = { lock: "alone", heldSince: new Date() } as const;
      const alongside = (inserted: number) => noteArrival(owner, arrival, sql`${inserted}::bigint`);
      if (reports.length > 0) await mergeGenerations(client, owner, reports, isNoted ? manner : { ...manner, alongside });
      else if (!isNoted) await execute(alongside(0), client);
    }
  }, lockingFactsToMerge(organizationId));
}

/**
 * Stores deliveries of one organization and says in their order what became of each, once everything is committed. A
 * delivery that repeats what is known changes nothing but the count of arrivals. Nearly all tell of generations that
 * nobody told of before: those take two ways to the database, one to look up and one to store, and what is left after
 * that (repeated ones, keys nobody knew) is merged in a transaction of its own.
 */
export async function storeDeliveries(
  scope: AuthorizedScope,
  deliveries: readonly BroadcastDelivery[],
): Promise<StoredDelivery[]> {
  permit(scope, "imports.manage");
  const { organizationId } = scope;
  return ahead(async (client) => {
    const { connections, names, reportIn } = await knownOf(client, scope, deliveries);
    const { arrivals, stored } = arrivalsOf(deliveries, connections);
    const parts = connections.flatMap(({ id, held }): Part[] => {
      const arrival = arrivals.get(id);
      if (!arrival) return [];
      const owner = { organizationId, connectionId: id };
      const reports = arrival.generations.map((generation) => reportIn(id, generation));
      return [{ owner, arrival, reports, news: asNew(owner, reports, { names, held }), isNoted: false }];
    });
    const left = parts.filter(({ news }) => news === null);
    const quick = parts.filter(({ news }) => news !== null);
    const asked = quick.map(({ owner, arrival, news }) => () => {
      const also = (inserted: Sql, when: Sql) => noteArrival(owner, arrival, inserted, when);
      return storeNew(client, news as NewGenerations, { now: new Date(), also, name: "deliveries" });
    });
    const outcomes = asked.length > 0 ? await transactionAhead(client, asked, lockingFactsToMerge(organizationId)) : [];
    for (const [index, part] of quick.entries()) {
      const { isCurrent = false, inserted = 0 } = outcomes[index] ?? {};
      if (!isCurrent || inserted < part.reports.length) left.push({ ...part, isNoted: isCurrent });
    }
    if (left.length > 0) await mergeParts(organizationId, left);
    return stored;
  });
}
