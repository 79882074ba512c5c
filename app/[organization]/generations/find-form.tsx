import { buttonClass } from "@/app/_components/button";
import { Input } from "@/app/_components/form/field";

/** Finds one request by its id, whatever the list is narrowed to. `sought`: what was looked for last. */
export function FindForm({ path, sought }: { path: string; sought: string }) {
  return (
    <search>
      <form action={path} className="flex flex-wrap items-center gap-2">
        <Input
          name="id"
          aria-label="Generation id"
          placeholder="Find one by its generation id: gen-…"
          defaultValue={sought}
          className="max-w-md"
        />
        <button type="submit" className={buttonClass()}>
          Find
        </button>
      </form>
    </search>
  );
}
