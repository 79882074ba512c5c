"use client";
import { useActionState } from "react";
import { NOT_SENT } from "@/app/_components/form/action-state";
import { CopyButton } from "@/app/_components/form/copy-button";
import { Checkbox, Field, Input, Select } from "@/app/_components/form/field";
import { SubmitButton } from "@/app/_components/form/submit-button";
import { Notice } from "@/app/_components/states";
import { TOKEN_SCOPES } from "@/lib/domain/scope";
import { type CreatedState, create } from "../actions";
import { SCOPE_WORDS } from "./scope-words";

const START: CreatedState = { ...NOT_SENT, token: null };

/** Makes a token and shows it this once. */
export function NewTokenForm({ organization }: { organization: string }) {
  const [state, send] = useActionState(create, START);
  return (
    <form action={send} className="flex flex-col gap-4">
      <input type="hidden" name="organization" value={organization} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field id="token-name" label="Name" hint="What will use it, such as “nightly export”.">
          <Input id="token-name" name="name" required maxLength={100} autoComplete="off" />
        </Field>
        <Field id="token-days" label="Works for">
          <Select id="token-days" name="days" defaultValue="365">
            <option value="30">30 days</option>
            <option value="90">90 days</option>
            <option value="365">a year</option>
            <option value="0">until revoked</option>
          </Select>
        </Field>
      </div>
      <fieldset className="flex flex-col gap-2">
        <legend className="pb-1 text-sm font-medium text-ink">May</legend>
        {TOKEN_SCOPES.map((scope) => (
          <Checkbox key={scope} name="scopes[]" value={scope} label={SCOPE_WORDS[scope]} defaultChecked={scope === "read"} />
        ))}
      </fieldset>
      {state.error && (
        <Notice tone="bad">
          {state.error.message} {state.error.todo}
        </Notice>
      )}
      {state.token && (
        <Notice tone="good" action={<CopyButton text={state.token} label="Copy token" size="small" />}>
          <p>Copy the token now: it is not shown again.</p>
          <code className="font-mono text-xs break-all text-ink">{state.token}</code>
        </Notice>
      )}
      <div>
        <SubmitButton pending="Making…">Make token</SubmitButton>
      </div>
    </form>
  );
}
