"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { askOpenRouter } from "./actions";

/** Asks OpenRouter what it knows of this request. */
export function RepairForm({ organization, generationId }: { organization: string; generationId: string }) {
  return (
    <ActionForm
      action={askOpenRouter}
      fields={{ organization, generationId }}
      submit="Ask OpenRouter about this request"
      pending="Asking…"
      done="OpenRouter answered. What it knows is on this page."
      look="secondary"
      size="small"
    />
  );
}
