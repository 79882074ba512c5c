"use client";
import { ActionForm } from "@/app/_components/form/action-form";
import { Checkbox, Field, Select } from "@/app/_components/form/field";
import { type ReportSchedule, WEEKDAY_CHOICES } from "@/lib/domain/weekly-report/schedule";
import { saveSchedule } from "../actions";

const HOURS = Array.from({ length: 24 }, (_, hour) => ({ value: hour, label: `${String(hour).padStart(2, "0")}:00` }));

/** When last week's reports are made, and whether they are sent. */
export function ScheduleForm({ organization, schedule }: { organization: string; schedule: ReportSchedule }) {
  const { weekday, hour, sends } = schedule;
  return (
    <ActionForm action={saveSchedule} fields={{ organization }} submit="Save" done="Saved.">
      <div className="flex flex-wrap gap-4">
        <Field id="report-weekday" label="Day" hint="Of the week after.">
          <Select id="report-weekday" name="weekday" defaultValue={weekday} key={weekday}>
            {WEEKDAY_CHOICES.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="report-hour" label="Hour" hint="UTC.">
          <Select id="report-hour" name="hour" defaultValue={hour} key={hour}>
            {HOURS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </Select>
        </Field>
      </div>
      <Checkbox name="sends" defaultChecked={sends} key={String(sends)} label="Send it to the recipients below" />
    </ActionForm>
  );
}
