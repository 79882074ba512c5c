import { buttonClass } from "@/app/_components/button";
import { Field, Input, Select } from "@/app/_components/form/field";
import { SOURCE_BITS } from "@/lib/domain/generation/generation";
import type { GenerationFilters } from "@/lib/domain/generation/list";
import { isGenerationSource } from "@/lib/domain/generation/list";
import { type View, viewToQuery } from "@/lib/domain/spend/view";
import { usdToString } from "@/lib/domain/usd";
import { SOURCE_WORDS } from "./generation-words";

const OWN = ["user", "session", "finish", "minimum", "source"];

/** What only single requests tell; it all goes into the address. */
export function NarrowForm({ path, view, only }: { path: string; view: View; only: GenerationFilters }) {
  const carried = [...new URLSearchParams(viewToQuery(view))].filter(([name]) => !OWN.includes(name));
  const isNarrowed = Object.values(only).some((value) => value !== null);
  return (
    <details className="rounded-lg border border-line bg-surface" open={isNarrowed}>
      <summary className="cursor-pointer px-4 py-2 text-sm font-medium text-ink">Narrow by what only requests tell</summary>
      <form action={path} className="flex flex-wrap items-end gap-4 border-t border-line p-4">
        {carried.map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        <Field id="narrow-user" label="User">
          <Input id="narrow-user" name="user" defaultValue={only.user ?? ""} placeholder="the user field" />
        </Field>
        <Field id="narrow-session" label="Session">
          <Input id="narrow-session" name="session" defaultValue={only.session ?? ""} />
        </Field>
        <Field id="narrow-finish" label="Ended because">
          <Input id="narrow-finish" name="finish" defaultValue={only.finish ?? ""} placeholder="stop" />
        </Field>
        <Field id="narrow-minimum" label="Cost at least, $">
          <Input
            id="narrow-minimum"
            name="minimum"
            inputMode="decimal"
            defaultValue={only.minimum === null ? "" : usdToString(only.minimum)}
            placeholder="0.05"
          />
        </Field>
        <Field id="narrow-source" label="Known from">
          <Select id="narrow-source" name="source" defaultValue={only.source ?? ""}>
            <option value="">Any source</option>
            {Object.keys(SOURCE_BITS)
              .filter(isGenerationSource)
              .map((source) => (
                <option key={source} value={source}>
                  {SOURCE_WORDS[source]}
                </option>
              ))}
          </Select>
        </Field>
        <button type="submit" className={buttonClass()}>
          Narrow
        </button>
      </form>
    </details>
  );
}
