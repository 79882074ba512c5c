"use client";
import type { ButtonLook } from "@/app/_components/button";
import { ActionForm } from "@/app/_components/form/action-form";
import { makeReport } from "../actions";

/** Makes a week's report now, or a new edition of it. */
export function MakeReport({
  organization,
  week,
  subject,
  label,
  look = "primary",
}: {
  organization: string;
  week: string;
  /** `team` or `developer` with an id; empty: all that the reader sees. */
  subject: Record<string, string>;
  label: string;
  look?: ButtonLook;
}) {
  return (
    <ActionForm
      action={makeReport}
      fields={{ organization, week, ...subject }}
      submit={label}
      pending="Making it…"
      done="The report is made and kept."
      look={look}
    />
  );
}
