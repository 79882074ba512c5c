import type { ComponentProps, ReactNode } from "react";

const CONTROL =
  "w-full rounded-md border border-control-line bg-surface px-2.5 text-sm text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad";

/** Label, control, hint and error, tied together by `id`, which the control must carry too. */
export function Field({
  id,
  label,
  hint,
  error,
  children,
}: {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium text-ink">
        {label}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} role="alert" className="text-xs text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

function describedBy(id: string | undefined, invalid: unknown): string | undefined {
  return id && (invalid ? `${id}-error ${id}-hint` : `${id}-hint`);
}

/** `id` ties it to its Field's hint and error; `aria-invalid` marks it. */
export function Input({ className = "", ...rest }: ComponentProps<"input">) {
  const describe = describedBy(rest.id, rest["aria-invalid"]);
  return <input aria-describedby={describe} {...rest} className={`h-8 ${CONTROL} ${className}`} />;
}

export function Select({ className = "", ...rest }: ComponentProps<"select">) {
  const describe = describedBy(rest.id, rest["aria-invalid"]);
  return <select aria-describedby={describe} {...rest} className={`h-8 ${CONTROL} ${className}`} />;
}

/** A box with its label to the right. */
export function Checkbox({ label, ...rest }: { label: ReactNode } & ComponentProps<"input">) {
  return (
    <label className="flex items-center gap-2 text-sm text-ink">
      <input type="checkbox" {...rest} className="size-4 accent-brand" />
      {label}
    </label>
  );
}
