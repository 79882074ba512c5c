"use client";
import { ActionDialog } from "@/app/_components/form/action-form";
import { revoke } from "../actions";

/** Ends a token after asking. */
export function RevokeToken({ organization, tokenId, name }: { organization: string; tokenId: string; name: string }) {
  return (
    <ActionDialog
      trigger="Revoke"
      triggerLook="danger"
      title={`Revoke ${name}?`}
      action={revoke}
      fields={{ organization, tokenId }}
      submit="Revoke token"
      done="The token is revoked."
      look="danger"
    >
      <p className="text-sm text-muted">Whatever uses it is refused from its next call on. This cannot be undone.</p>
    </ActionDialog>
  );
}
