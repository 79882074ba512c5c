"use client";
import { ProgressBar } from "@/app/_components/progress-bar";
import { formatCount } from "@/lib/domain/format";
import { usePolled } from "../../_components/use-polled";

interface Progress {
  version: number;
  days: number;
  left: number;
}

const isGoing = ({ left }: Progress) => left > 0;

/** How many days the newest rules have still to reach; nothing once they reached all. */
export function RebuildProgress({ organization, progress }: { organization: string; progress: Progress }) {
  const shown = usePolled(progress, `/${organization}/settings/rules/progress`, isGoing);
  if (!isGoing(shown)) return null;
  const { version, days, left } = shown;
  return (
    <ProgressBar
      value={days === 0 ? null : (days - left) / days}
      label={`Version ${version} reaches the books, newest days first`}
      detail={`${formatCount(left)} of ${formatCount(days)} days left. You can leave this page.`}
    />
  );
}
