import Link from "next/link";
import { Notice } from "./states";

/** One line for each alert that nobody looks after yet, the worst first. */
export function AlertsNotice({
  organization,
  alerts,
}: {
  organization: string;
  alerts: readonly { id: string; headline: string; level: string }[];
}) {
  const shown = alerts.slice(0, 3);
  const more = alerts.length - shown.length;
  if (shown.length === 0) return null;
  return (
    <Notice
      tone={shown.some(({ level }) => level === "exceeded") ? "bad" : "warn"}
      action={
        <Link href={`/${organization}/alerts`} className="text-xs underline">
          {more > 0 ? `${more} more ${more === 1 ? "alert" : "alerts"}` : "All alerts"}
        </Link>
      }
    >
      <ul className="flex flex-col gap-1.5 sm:gap-0.5">
        {shown.map(({ id, headline }) => (
          <li key={id}>
            <Link href={`/${organization}/alerts/${id}`} className="hover:underline">
              {headline}
            </Link>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
