import { buttonClass } from "@/app/_components/button";
import { Checkbox, Field, Select } from "@/app/_components/form/field";
import { DIMENSION_WORDS } from "@/app/_components/spend/dimension-words";
import { DIMENSIONS } from "@/lib/domain/dimension";
import type { ExportView } from "@/lib/domain/export/view";
import type { FilterDimension } from "@/lib/domain/spend/question";
import { viewToQuery } from "@/lib/domain/spend/view";

interface Choices {
  dimension: FilterDimension;
  choices: readonly { word: string; label: string }[];
}

/** What the form's own fields replace; everything else of the address goes along. */
function carried({ view }: ExportView, choices: readonly Choices[]): [string, string][] {
  const own = new Set<string>(["by", "corrections", "month", ...choices.map(({ dimension }) => dimension)]);
  return [...new URLSearchParams(viewToQuery(view))].filter(([name]) => !own.has(name));
}

/** What the file is of: grouping, filters, month. All of it goes into the address, which can be shared. */
export function ChooseForm({
  path,
  shown,
  months,
  choices,
}: {
  path: string;
  shown: ExportView;
  months: readonly string[];
  choices: readonly Choices[];
}) {
  const { question, view, month } = shown;
  const { kind, by, corrections } = question;
  return (
    <form action={path} className="flex flex-col gap-4">
      {carried(shown, choices).map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      {kind === "spend" && (
        <fieldset>
          <legend className="mb-2 text-sm font-medium text-ink">Group by</legend>
          <div className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4 lg:grid-cols-7">
            {DIMENSIONS.map((dimension) => (
              <Checkbox
                key={dimension}
                name="by"
                value={dimension}
                defaultChecked={by.includes(dimension)}
                label={dimension === "day" ? "Day" : DIMENSION_WORDS[dimension].title}
              />
            ))}
          </div>
        </fieldset>
      )}
      {kind === "chargeback" && (
        <Field
          id="export-month"
          label="Month"
          hint={month === months[0] ? "This month is not over: its figures still grow." : "A whole month, UTC."}
        >
          <Select id="export-month" name="month" defaultValue={month} className="max-w-40">
            {(months.includes(month) ? months : [month, ...months]).map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </Select>
        </Field>
      )}
      {choices.length > 0 && (
        <div className="grid grid-cols-2 gap-4 sm:grid-cols-3 lg:grid-cols-6">
          {choices.map(({ dimension, choices: values }) => {
            const [asked = "", ...more] = view.filters[dimension] ?? [];
            const known = asked === "" || values.some(({ word }) => word === asked);
            return (
              <Field key={dimension} id={`export-${dimension}`} label={DIMENSION_WORDS[dimension].title}>
                <Select id={`export-${dimension}`} name={dimension} defaultValue={asked}>
                  <option value="">All</option>
                  {!known && <option value={asked}>{asked}</option>}
                  {values.map(({ word, label }) => (
                    <option key={word} value={word}>
                      {label.length > 60 ? `${label.slice(0, 60)}…` : label}
                    </option>
                  ))}
                </Select>
                {more.map((word) => (
                  <input key={word} type="hidden" name={dimension} value={word} />
                ))}
              </Field>
            );
          })}
        </div>
      )}
      {kind === "focus" && (
        <Checkbox
          name="corrections"
          value="yes"
          defaultChecked={corrections}
          label="With corrections: what OpenRouter restated in these days of days before them"
        />
      )}
      {kind !== "generations" || choices.length > 0 ? (
        <div>
          <button type="submit" className={buttonClass()}>
            Show
          </button>
        </div>
      ) : null}
    </form>
  );
}
