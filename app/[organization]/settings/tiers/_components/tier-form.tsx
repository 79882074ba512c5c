"use client";
import { useId } from "react";
import { ActionDialog } from "@/app/_components/form/action-form";
import { Field, Select } from "@/app/_components/form/field";
import { TIERS, type Tier, tierLabel } from "@/lib/domain/catalogue/tier";
import { assignTier } from "../actions";

/** Says in which tier a model is, whatever its price. */
export function TierForm({
  organization,
  model,
  name,
  current,
  byPrice,
}: {
  organization: string;
  model: string;
  name: string;
  /** As the organization said; null: nobody did. */
  current: Tier | null;
  byPrice: Tier | null;
}) {
  const id = useId();
  return (
    <ActionDialog
      trigger="Change"
      title={`Which tier is ${name} in?`}
      action={assignTier}
      fields={{ organization, model }}
      submit="Set tier"
      pending="Setting…"
      done="The tier is set."
    >
      <Field id={id} label="Tier" hint="It counts for all days, those behind us among them. No amount changes.">
        <Select id={id} name="tier" defaultValue={current ?? ""}>
          <option value="">By its price{byPrice ? `: ${tierLabel(byPrice)}` : " (not known)"}</option>
          {TIERS.map((tier) => (
            <option key={tier} value={tier}>
              {tierLabel(tier)}
            </option>
          ))}
        </Select>
      </Field>
    </ActionDialog>
  );
}
