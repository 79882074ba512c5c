import { Keyboard, Search } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Role } from "@/lib/domain/role";
import { buttonClass } from "../button";
import { Drawer } from "../drawer";
import { CommandPalette } from "./command-palette";
import { Navigation } from "./navigation";
import { OpenDialog } from "./open-dialog";
import { Shortcuts } from "./shortcuts";
import { SignOut } from "./sign-out";
import type { Theme } from "./theme";
import { ThemeToggle } from "./theme-toggle";

export interface ShellProps {
  organization: { slug: string; name: string };
  /** All that the person belongs to, this one included. */
  organizations: readonly { slug: string; name: string }[];
  person: { email: string; role: Role };
  theme: Theme;
  children: ReactNode;
}

function Brand({ organization }: Pick<ShellProps, "organization">) {
  return (
    <Link href={`/${organization.slug}/overview`} prefetch={false} className="flex min-w-0 items-center gap-2 rounded-md px-2.5">
      <Mark />
      <span className="min-w-0">
        <span className="block text-sm leading-4 font-semibold text-ink">Waybill</span>
        <span className="block truncate text-xs leading-4 text-muted">{organization.name}</span>
      </span>
    </Link>
  );
}

/** Below the menu: other organizations, how pages look, and who is signed in. */
function Foot({ organization, organizations, person, theme }: Omit<ShellProps, "children">) {
  return (
    <div className="mt-auto flex flex-col gap-3 pt-6">
      {organizations.length > 1 && (
        <nav aria-label="Organizations" className="px-2.5">
          <h2 className="pb-1 text-xs font-medium text-muted">Organizations</h2>
          <ul className="flex flex-col gap-1">
            {organizations
              .filter((other) => other.slug !== organization.slug)
              .map((other) => (
                <li key={other.slug}>
                  <Link
                    href={`/${other.slug}/overview`}
                    prefetch={false}
                    className="block truncate text-sm text-muted hover:text-ink"
                  >
                    {other.name}
                  </Link>
                </li>
              ))}
          </ul>
        </nav>
      )}
      <div className="flex items-center justify-between gap-2 px-2.5">
        <ThemeToggle initial={theme} />
        <OpenDialog
          dialog="shortcuts"
          aria-label="Keyboard shortcuts"
          title="Keyboard shortcuts (?)"
          className={buttonClass({ look: "quiet", size: "small" })}
        >
          <Keyboard aria-hidden size={14} />
        </OpenDialog>
      </div>
      <div className="border-t border-line px-2.5 pt-3">
        <p className="truncate text-xs text-ink" title={person.email}>
          {person.email}
        </p>
        <div className="flex items-center justify-between">
          <span className="text-xs text-muted">{person.role}</span>
          <SignOut />
        </div>
      </div>
    </div>
  );
}

/** What surrounds every page of an organization: menu, search, who is signed in, and a link past all that. */
export function Shell({ children, ...shown }: ShellProps) {
  const { organization, person } = shown;
  return (
    <div className="lg:grid lg:grid-cols-[14rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 print:hidden rounded-md bg-brand px-3 py-2 text-sm font-medium text-on-brand focus:translate-y-0"
      >
        Skip to the content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-5 overflow-y-auto border-r border-line px-3 py-4 lg:flex print:hidden">
        <Brand organization={organization} />
        <OpenDialog
          dialog="search"
          className="flex h-8 w-full items-center gap-2 rounded-md border border-line bg-surface px-2.5 text-sm text-muted hover:text-ink"
        >
          <Search aria-hidden size={14} />
          Search
          <kbd className="ml-auto font-sans text-xs">Ctrl K</kbd>
        </OpenDialog>
        <Navigation organization={organization.slug} role={person.role} />
        <Foot {...shown} />
      </aside>
      <div className="sticky top-0 z-20 flex h-12 items-center justify-between gap-2 border-b border-line bg-page px-2 lg:hidden print:hidden">
        <Drawer>
          <Navigation organization={organization.slug} role={person.role} />
          <Foot {...shown} />
        </Drawer>
        <Brand organization={organization} />
        <OpenDialog dialog="search" aria-label="Search" className={buttonClass({ look: "quiet" })}>
          <Search aria-hidden size={18} />
        </OpenDialog>
      </div>
      <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[90rem] min-w-0 px-4 py-6 outline-none sm:px-6 lg:px-8">
        {children}
      </main>
      <CommandPalette organization={organization.slug} role={person.role} />
      <Shortcuts organization={organization.slug} role={person.role} />
    </div>
  );
}

/** A waybill: a sheet with its lines adding up. */
function Mark() {
  return (
    <svg aria-hidden="true" viewBox="0 0 24 24" className="size-6 shrink-0">
      <rect x="3" y="2" width="18" height="20" rx="3" className="fill-brand" />
      <path d="M7 7.5h10M7 11.5h10" className="stroke-on-brand" strokeWidth="1.5" strokeLinecap="round" />
      <path d="M7 17h6.5" className="stroke-on-brand" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
