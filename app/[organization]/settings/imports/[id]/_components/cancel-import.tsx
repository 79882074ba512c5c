"use client";
import { ActionDialog } from "@/app/_components/form/action-form";
import { cancel } from "../../actions";

/** Stops an import, after saying what that means. */
export function CancelImport({ organization, importId }: { organization: string; importId: string }) {
  return (
    <ActionDialog
      trigger="Cancel import"
      title="Cancel this import?"
      action={cancel}
      fields={{ organization, importId }}
      submit="Stop and take back"
      look="danger"
      pending="Cancelling…"
      done="The import is being cancelled."
    >
      <p className="text-sm text-muted">
        Nothing of the file stays: what was merged already is taken back, and the books of its days are built again. Requests that
        another source told of too are kept.
      </p>
    </ActionDialog>
  );
}
