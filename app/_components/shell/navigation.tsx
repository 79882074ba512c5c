"use client";
import {
  Activity,
  AppWindow,
  BellRing,
  Boxes,
  Cable,
  CalendarClock,
  CircleHelp,
  Code,
  Contact,
  FileDown,
  FileUp,
  Group,
  Hourglass,
  KeyRound,
  Landmark,
  Layers,
  LayoutDashboard,
  Lightbulb,
  ListOrdered,
  LoaderCircle,
  type LucideIcon,
  Newspaper,
  Receipt,
  Scale,
  ScrollText,
  Send,
  Server,
  Split,
  Ticket,
  TrendingUp,
  Users,
  Wallet,
  Workflow,
} from "lucide-react";
import Link, { useLinkStatus } from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useEffect, useRef } from "react";
import type { Role } from "@/lib/domain/role";
import { menuOf, withQuery } from "./pages";

const ICONS: Record<string, LucideIcon> = {
  overview: LayoutDashboard,
  developers: Code,
  teams: Group,
  "cost-centers": Landmark,
  keys: KeyRound,
  models: Boxes,
  reconciliation: Scale,
  features: Workflow,
  apps: AppWindow,
  providers: Server,
  tiers: Layers,
  budgets: Wallet,
  forecast: TrendingUp,
  alerts: BellRing,
  spikes: Activity,
  recommendations: Lightbulb,
  reports: Newspaper,
  exports: FileDown,
  unattributed: CircleHelp,
  generations: ListOrdered,
  "settings/connections": Cable,
  "settings/imports": FileUp,
  "settings/people": Contact,
  "settings/rules": Split,
  "settings/channels": Send,
  "settings/tiers": Layers,
  "settings/reports": CalendarClock,
  "settings/other-costs": Receipt,
  "settings/members": Users,
  "settings/retention": Hourglass,
  "settings/tokens": Ticket,
  "settings/audit": ScrollText,
};

/** What belongs to a page and not to the view that is carried from page to page. */
const PAGE_OWN = [
  ...["by", "sort", "rows"],
  ...["order", "after", "before", "id", "user", "session", "finish", "minimum", "source"],
  ...["kind", "month", "corrections"],
];

/** The query that goes along to another spend page: its period, comparison and filters. */
export function useCarriedQuery(): string {
  const query = new URLSearchParams(useSearchParams());
  for (const name of PAGE_OWN) query.delete(name);
  return query.toString();
}

function Icon({ path }: { path: string }) {
  const { pending } = useLinkStatus();
  const Shown = pending ? LoaderCircle : (ICONS[path] ?? Activity);
  return <Shown aria-hidden size={16} className={`shrink-0 ${pending ? "animate-spin" : ""}`} />;
}

/** The menu: what the role opens. Spend pages keep the view; the page shown is marked. */
export function Navigation({ organization, role, onNavigate }: { organization: string; role: Role; onNavigate?: () => void }) {
  const pathname = usePathname();
  const carried = useCarriedQuery();
  const inSpend = !pathname.startsWith(`/${organization}/settings`);
  const menu = useRef<HTMLElement>(null);
  // The menu is longer than many screens: without this, nothing would show where a settings page stands.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page marks another item.
  useEffect(() => {
    menu.current?.querySelector("[aria-current=page]")?.scrollIntoView({ block: "nearest" });
  }, [pathname]);
  const item = (page: { path: string; label: string }, query: string) => {
    const path = `/${organization}/${page.path}`;
    const current = pathname === path || pathname.startsWith(`${path}/`);
    return (
      <li key={page.path}>
        <Link
          href={withQuery(path, query)}
          prefetch={false}
          onClick={onNavigate}
          aria-current={current ? "page" : undefined}
          className="flex h-8 items-center gap-2.5 rounded-md px-2.5 text-sm text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-sunken aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          <Icon path={page.path} />
          {page.label}
        </Link>
      </li>
    );
  };
  return (
    <nav ref={menu} aria-label="Pages" className="flex flex-col gap-4">
      {menuOf(role).map(({ heading, keepsView, pages }) => (
        <div key={heading}>
          {heading && <h2 className="px-2.5 pb-1 text-xs font-medium text-muted">{heading}</h2>}
          <ul className="flex flex-col gap-0.5">{pages.map((page) => item(page, keepsView && inSpend ? carried : ""))}</ul>
        </div>
      ))}
    </nav>
  );
}
