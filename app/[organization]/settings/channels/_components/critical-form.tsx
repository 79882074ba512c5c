"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { markCritical } from "../actions";

/** Marks a connection whose balance is warned of sooner, or takes the mark off. */
export function CriticalForm({
  organization,
  connectionId,
  critical,
}: {
  organization: string;
  connectionId: string;
  critical: boolean;
}) {
  return (
    <ActionForm
      action={markCritical}
      fields={{ organization, connectionId, ...(critical ? {} : { critical: "on" }) }}
      submit={critical ? "Not critical" : "Mark as critical"}
      done="Saved."
      look="secondary"
      size="small"
    />
  );
}
