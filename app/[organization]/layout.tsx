import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { Shell } from "@/app/_components/shell/shell";
import { readTheme, THEME_COOKIE } from "@/app/_components/shell/theme";
import { myOrganizations, requireEntry } from "@/lib/access/scope";

/** The gate stands in each page as well: a layout is not run again when only the page changes. */
export default async function OrganizationLayout({
  children,
  params,
}: {
  children: ReactNode;
  params: Promise<{ organization: string }>;
}) {
  const { organization: slug } = await params;
  const [entry, organizations, store] = await Promise.all([requireEntry(slug), myOrganizations(), cookies()]);
  return (
    <Shell
      organization={entry.organization}
      organizations={organizations}
      person={entry.person}
      theme={readTheme(store.get(THEME_COOKIE)?.value)}
    >
      {children}
    </Shell>
  );
}
