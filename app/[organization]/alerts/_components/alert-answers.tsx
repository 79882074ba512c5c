"use client";
import { ActionDialog, ActionForm } from "@/app/_components/form/action-form";
import { Field, Select } from "@/app/_components/form/field";
import { acknowledge, snooze } from "../actions";

/** What a person says to an alert. */
export function AlertAnswers({
  organization,
  alertId,
  canAcknowledge,
  isSnoozed,
}: {
  organization: string;
  alertId: string;
  canAcknowledge: boolean;
  isSnoozed: boolean;
}) {
  const fields = { organization, alertId };
  return (
    <div className="flex flex-wrap gap-2">
      {canAcknowledge && (
        <ActionForm action={acknowledge} fields={fields} submit="Acknowledge" done="Acknowledged." look="primary" size="small" />
      )}
      {isSnoozed ? (
        <ActionForm
          action={snooze}
          fields={{ ...fields, hours: "0" }}
          submit="End snooze"
          done="Messages are sent again."
          look="secondary"
          size="small"
        />
      ) : (
        <ActionDialog trigger="Snooze" title="Snooze this alert?" action={snooze} fields={fields} submit="Snooze" done="Snoozed.">
          <p className="text-sm text-muted">Nothing is sent about it meanwhile. What is still so afterwards is told then.</p>
          <Field id="snooze-hours" label="For">
            <Select id="snooze-hours" name="hours" defaultValue="24">
              <option value="1">an hour</option>
              <option value="4">four hours</option>
              <option value="24">a day</option>
              <option value="168">a week</option>
              <option value="720">30 days</option>
            </Select>
          </Field>
        </ActionDialog>
      )}
    </div>
  );
}
