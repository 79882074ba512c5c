import { LIST_PATHS, valuePath } from "@/lib/domain/page-path";
import { type Permission, type Role, roleMay } from "@/lib/domain/role";
import type { FilterDimension } from "@/lib/domain/spend/question";

interface MenuPage {
  path: string;
  label: string;
  key: string;
  /** What it takes to open it; without one it is open to every role. */
  permission?: Permission;
}

interface MenuSection {
  heading: string | null;
  /** Its pages show a view of spend: period, comparison and filters go along from one to the next. */
  keepsView: boolean;
  pages: readonly MenuPage[];
}

/** The pages of an organization, in the order of the menu: the path after its slug, its name, the key after `g`. */
const MENU: readonly MenuSection[] = [
  {
    heading: null,
    keepsView: true,
    pages: [{ path: "overview", label: "Overview", key: "o" }],
  },
  {
    heading: "Who",
    keepsView: true,
    pages: [
      { path: "developers", label: "Developers", key: "d" },
      { path: "teams", label: "Teams", key: "e" },
      { path: "cost-centers", label: "Cost centers", key: "b" },
    ],
  },
  {
    heading: "On what",
    keepsView: true,
    pages: [
      { path: "keys", label: "Keys", key: "k" },
      { path: "models", label: "Models", key: "m" },
      { path: "tiers", label: "Tiers", key: "6" },
      { path: "features", label: "Features", key: "f" },
      { path: "apps", label: "Apps", key: "x" },
      { path: "providers", label: "Providers", key: "v" },
    ],
  },
  {
    heading: "Ahead",
    keepsView: false,
    pages: [
      { path: "budgets", label: "Budgets", key: "y" },
      { path: "forecast", label: "Forecast", key: "j" },
      { path: "alerts", label: "Alerts", key: "n" },
      { path: "spikes", label: "Spikes", key: "z" },
      { path: "recommendations", label: "Recommendations", key: "q" },
      { path: "reports", label: "Weekly report", key: "g" },
      { path: "exports", label: "Exports", key: "1" },
    ],
  },
  {
    heading: "Proof",
    keepsView: true,
    pages: [
      { path: "unattributed", label: "Unattributed", key: "u" },
      { path: "reconciliation", label: "Reconciliation", key: "w", permission: "reconciliation.read" },
      { path: "generations", label: "Generations", key: "s" },
    ],
  },
  {
    heading: "Settings",
    keepsView: false,
    pages: [
      { path: "settings/connections", label: "Connections", key: "c", permission: "connections.manage" },
      { path: "settings/imports", label: "Imports", key: "i", permission: "imports.manage" },
      { path: "settings/people", label: "People", key: "l", permission: "people.manage" },
      { path: "settings/rules", label: "Attribution rules", key: "r", permission: "rules.read" },
      { path: "settings/channels", label: "Alert channels", key: "2", permission: "channels.manage" },
      { path: "settings/tiers", label: "Model tiers", key: "3", permission: "tiers.read" },
      { path: "settings/reports", label: "Report schedule", key: "4", permission: "reports.manage" },
      { path: "settings/other-costs", label: "Other costs", key: "5", permission: "other_costs.read" },
      { path: "settings/members", label: "Members", key: "p", permission: "members.manage" },
      { path: "settings/retention", label: "Retention", key: "h", permission: "members.manage" },
      { path: "settings/tokens", label: "API tokens", key: "t", permission: "tokens.manage" },
      { path: "settings/audit", label: "Audit log", key: "a", permission: "audit.read" },
    ],
  },
];

/** The parts of the menu that a role opens; none is empty. */
export function menuOf(role: Role): readonly MenuSection[] {
  return MENU.map((section) => {
    return { ...section, pages: section.pages.filter(({ permission }) => permission === undefined || roleMay(role, permission)) };
  }).filter(({ pages }) => pages.length > 0);
}

/** All pages that a role opens. */
export function pagesOf(role: Role): readonly MenuPage[] {
  return menuOf(role).flatMap(({ pages }) => pages);
}

/** Where a dimension's list is; null: it has no page. */
export function listPath(organization: string, dimension: FilterDimension): string | null {
  const path = LIST_PATHS[dimension];
  return path ? `/${organization}/${path}` : null;
}

/** Where one value of a dimension leads; null: it has no page. `word` is a filter word. */
export function detailPath(organization: string, dimension: FilterDimension, word: string): string | null {
  const path = valuePath(dimension, word);
  return path && `/${organization}/${path}`;
}

/** An address with a query, without a question mark when that is empty. */
export function withQuery(path: string, query: string): string {
  return query ? `${path}?${query}` : path;
}
