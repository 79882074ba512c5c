"use client";
import type { ReactNode } from "react";
import { ActionForm } from "@/app/_components/form/action-form";
import { Checkbox, Input } from "@/app/_components/form/field";
import type { AlertSettingsForm } from "@/lib/domain/alert/settings";
import { saveRules } from "../actions";

function Rule({ name, label, form, children }: { name: string; label: string; form: AlertSettingsForm; children?: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 py-2">
      <Checkbox name={name} label={label} defaultChecked={form[name] === "on"} />
      {children}
    </div>
  );
}

function Small({
  name,
  label,
  before,
  unit,
  form,
  wide = false,
}: {
  name: string;
  label: string;
  before?: string;
  unit: string;
  form: AlertSettingsForm;
  wide?: boolean;
}) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm text-muted">
      {before}
      <Input name={name} aria-label={label} defaultValue={form[name] ?? ""} className={wide ? "w-36!" : "w-20!"} />
      {unit}
    </span>
  );
}

/** Which rules are on, and from where they speak. */
export function RulesForm({ organization, form }: { organization: string; form: AlertSettingsForm }) {
  return (
    <ActionForm
      action={saveRules}
      fields={{ organization }}
      submit="Save rules"
      done="Saved. Alerts are evaluated by the new rules now."
    >
      <div className="flex flex-col divide-y divide-line">
        <Rule name="thresholdsOn" label="A budget reaches" form={form}>
          <Small name="thresholds" label="Shares of a budget in percent" unit="% of its amount" form={form} wide />
        </Rule>
        <Rule name="projected" label="A budget is expected to be used up before its period ends" form={form} />
        <Rule name="paceOn" label="A day costs more than" form={form}>
          <Small
            name="pacePercent"
            label="Percent of the daily budget"
            unit="% of what a weekly or monthly budget has for a day"
            form={form}
          />
        </Rule>
        <Rule name="balanceOn" label="Credits last for less than" form={form}>
          <Small name="balanceDays" label="Days of average spend" unit="days," form={form} />
          <Small
            name="balanceCriticalDays"
            label="Days for critical connections"
            unit="days for critical connections,"
            form={form}
          />
          <Small
            name="balanceAmount"
            label="Least balance in dollars"
            before="or are below $"
            unit="(empty: any amount)"
            form={form}
          />
        </Rule>
        <Rule name="spikes" label="Spend is far from what is usual" form={form} />
        <Rule name="nearOn" label="A key has used" form={form}>
          <Small name="nearPercent" label="Percent of the key's limit" unit="% of its own limit at OpenRouter" form={form} />
        </Rule>
        <Rule name="withoutLimit" label="A key without a limit is added" form={form} />
        <Rule name="sync" label="OpenRouter cannot be read for two hours" form={form} />
        <Rule name="delivery" label="Broadcast stops delivering, or a channel takes no messages" form={form} />
        <Rule name="reconciliation" label="The books do not agree with OpenRouter's figures" form={form} />
        <Rule name="mailOwners" label="Owners of budgets get their alerts by e-mail, besides the channels" form={form} />
      </div>
    </ActionForm>
  );
}
