import type { SpendPlace } from "@/app/_components/spend/spend-page";
import { requireScope } from "@/lib/access/scope";
import { dayOf } from "@/lib/domain/day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { parseView, type SearchParameters } from "@/lib/domain/spend/view";
import { filterLabels } from "@/lib/queries/spend/filter-labels";

export interface SpendRequest {
  scope: AuthorizedScope;
  place: SpendPlace;
  now: Date;
}

/** What every spend page starts with: who asks, which view the address names, and what its filters are called. */
export async function readSpendRequest(organization: string, page: string, query: SearchParameters): Promise<SpendRequest> {
  const scope = await requireScope(organization);
  const now = new Date();
  const today = dayOf(now);
  const view = parseView(query, today);
  const place: SpendPlace = {
    organization,
    path: `/${organization}/${page}`,
    view,
    today,
    filterLabels: await filterLabels(scope, view.filters),
    mayConnect: scope.permissions.includes("connections.manage"),
  };
  return { scope, place, now };
}

/** Parameters of a page under an organization, as Next passes them. */
export interface SpendPageProps<Params = object> {
  params: Promise<{ organization: string } & Params>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}
