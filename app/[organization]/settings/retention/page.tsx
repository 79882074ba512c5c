import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { formatCount } from "@/lib/domain/format";
import { formatRange } from "@/lib/domain/format-day";
import { retention } from "@/lib/queries/retention";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { RetentionForm } from "./_components/retention-form";

export const metadata: Metadata = { title: "Retention" };

export default async function RetentionPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "members.manage");
  if (!may) return <NotPermitted title="Retention" role={person.role} permission="members.manage" />;
  const { keptDays, droppedDays, lastDroppedDay, firstKeptDay } = await retention(scope);
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Retention"
        description="How long single requests are kept. What they cost, and whom it is charged to, stays in the books for ever."
      />
      <Card title="Single requests">
        <div className="flex flex-col gap-5">
          <Facts
            facts={[
              ["Kept", keptDays === null ? "For ever" : `${formatCount(keptDays)} days`],
              ["Oldest request", firstKeptDay ? formatRange(firstKeptDay, firstKeptDay) : "None yet"],
              [
                "Dropped so far",
                lastDroppedDay
                  ? `${formatCount(droppedDays)} ${droppedDays === 1 ? "day" : "days"}, the last ${formatRange(lastDroppedDay, lastDroppedDay)}`
                  : "Nothing",
              ],
            ]}
          />
          <RetentionForm organization={organization.slug} days={keptDays} />
          <ul className="flex max-w-prose list-disc flex-col gap-1 pl-5 text-sm text-muted">
            <li>A day goes whole, once its books have lain still for two days, and it does not come back.</li>
            <li>No total, share or charge changes. Owners, rules and restatements still apply to that day, by its kept sums.</li>
            <li>Its requests can no longer be searched, opened or exported one by one.</li>
            <li>A log uploaded for such a day adds nothing: its requests were counted before.</li>
          </ul>
        </div>
      </Card>
    </div>
  );
}
