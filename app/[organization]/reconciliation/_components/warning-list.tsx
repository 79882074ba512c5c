"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Money } from "@/app/_components/spend/figures";
import { Notice } from "@/app/_components/states";
import { type Day, startOfDay } from "@/lib/domain/day";
import { formatDay } from "@/lib/domain/format-day";
import type { BooksWarning } from "@/lib/domain/reconciliation/reconciliation";
import { WARNING_WORDS } from "@/lib/domain/reconciliation/words";
import { rebuild } from "../actions";

export interface WarningListProps {
  organization: string;
  today: Day;
  warnings: readonly (BooksWarning & { day: Day; connection: { id: string; name: string } })[];
  mayRebuild: boolean;
}

/** Adding up again mends these. */
const REBUILT: readonly BooksWarning["kind"][] = ["lines", "totals", "book"];
const SHOWN = 10;

/** What does not balance: where, by how much, what it means and what to do. */
export function WarningList({ organization, today, warnings, mayRebuild }: WarningListProps) {
  return (
    <div className="flex flex-col gap-2 empty:hidden">
      {warnings.slice(0, SHOWN).map(({ kind, day, connection, expectedUsd, foundUsd }) => {
        const words = WARNING_WORDS[kind];
        return (
          <Notice
            key={`${kind} ${connection.id} ${startOfDay(day).getTime()}`}
            tone="bad"
            action={
              mayRebuild && REBUILT.includes(kind) ? (
                <ActionForm
                  action={rebuild}
                  fields={{ organization, connectionId: connection.id, day }}
                  submit="Add up again"
                  pending="Asking…"
                  done="The day is being added up again. Reload the page in a few seconds."
                  look="secondary"
                  size="small"
                />
              ) : null
            }
          >
            <p className="font-medium">
              {formatDay(day, today)}, {connection.name}: {words.title}.
            </p>
            <p>
              <Money amount={foundUsd} /> where OpenRouter’s figure is <Money amount={expectedUsd} />. {words.means} {words.todo}
            </p>
          </Notice>
        );
      })}
      {warnings.length > SHOWN && <Notice tone="bad">{warnings.length - SHOWN} more like these: take a shorter period.</Notice>}
    </div>
  );
}
