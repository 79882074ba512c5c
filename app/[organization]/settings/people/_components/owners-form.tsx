"use client";
import { useActionState, useId } from "react";
import { NOT_SENT } from "@/app/_components/form/action-state";
import { Field } from "@/app/_components/form/field";
import { SubmitButton } from "@/app/_components/form/submit-button";
import { Notice } from "@/app/_components/states";
import { Table } from "@/app/_components/table";
import { type KeyOwnersState, setOwners } from "../actions";

/** Sets the owners of many keys at once, and tells of each line that did not fit. */
export function OwnersForm({ organization }: { organization: string }) {
  const [{ error, report }, send] = useActionState<KeyOwnersState, FormData>(setOwners, NOT_SENT);
  const id = useId();
  return (
    <form action={send} className="flex flex-col gap-4">
      <input type="hidden" name="organization" value={organization} />
      <Field
        id={id}
        label="Key, owner’s e-mail, first day, and optionally the day it ends"
        hint="One key a line, by its name or hash. Lines that fit count, whatever the others are."
      >
        <textarea
          id={id}
          name="csv"
          rows={5}
          required
          placeholder="checkout-service,ada@example.com,2026-11-01"
          className="w-full rounded-md border border-control-line bg-surface px-2.5 py-1.5 font-mono text-xs text-ink placeholder:text-muted"
        />
      </Field>
      {error && (
        <Notice tone="bad">
          {error.message} {error.todo}
        </Notice>
      )}
      {report && (
        <Notice tone={report.rejected.length > 0 ? "warn" : "good"}>
          {report.set === 1 ? "1 line is" : `${report.set} lines are`} set
          {report.set > 0 ? ", and the days it concerns are being rebuilt" : ""}.{" "}
          {report.rejected.length > 0 &&
            `${report.rejected.length} ${report.rejected.length === 1 ? "line does" : "lines do"} not fit and changed nothing.`}
        </Notice>
      )}
      {report && report.rejected.length > 0 && (
        <Table
          caption="Lines that do not fit"
          columns={[
            { key: "line", label: "Line" },
            { key: "text", label: "Text" },
            { key: "why", label: "Why" },
          ]}
          rows={report.rejected.map(({ line, text, message }) => ({
            key: String(line),
            cells: { line, text: <code className="font-mono text-xs">{text}</code>, why: message },
          }))}
        />
      )}
      <div>
        <SubmitButton pending="Setting…">Set owners</SubmitButton>
      </div>
    </form>
  );
}
