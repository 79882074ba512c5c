import { LinkButton } from "@/app/_components/button";
import { formatCount } from "@/lib/domain/format";
import type { GenerationList } from "@/lib/domain/generation/list";

interface PageTurnerProps {
  order: GenerationList["order"];
  /** Where the parts of the list before and after this one are; null: there is none. */
  hrefs: { before: string | null; after: string | null };
  /** This part has no request: as many were looked at as a page may, and none matched. */
  isEmpty: boolean;
  /** How many requests the books have of these days. */
  requests: number;
}

/** Leads to the neighbouring parts of a list of requests. */
export function PageTurner({ order, hrefs, isEmpty, requests }: PageTurnerProps) {
  const byTime = order === "time";
  return (
    <nav
      aria-label="Pages of requests"
      className="flex items-center justify-between gap-3 border-t border-line px-4 py-3 text-sm"
    >
      {hrefs.before ? (
        <LinkButton size="small" prefetch={false} href={hrefs.before}>
          {byTime ? "Newer" : "More expensive"}
        </LinkButton>
      ) : (
        <span />
      )}
      <span className="text-xs text-muted">
        {formatCount(requests)} {requests === 1 ? "request" : "requests"} in the books of these days
      </span>
      {hrefs.after ? (
        <LinkButton size="small" prefetch={false} href={hrefs.after}>
          {isEmpty ? "Look further" : byTime ? "Older" : "Cheaper"}
        </LinkButton>
      ) : (
        <span />
      )}
    </nav>
  );
}
