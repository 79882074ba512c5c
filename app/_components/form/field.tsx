import { Children, type ComponentProps, cloneElement, isValidElement, type ReactNode } from "react";

const CONTROL =
  "w-full rounded-md border border-control-line bg-surface px-2.5 text-sm text-ink placeholder:text-muted disabled:opacity-60 aria-invalid:border-bad";

/** Tells a field's control by which texts it is described. */
function described(children: ReactNode, id: string, texts: readonly string[]): ReactNode {
  if (texts.length === 0) return children;
  return Children.map(children, (child) => {
    if (!isValidElement<{ id?: string; "aria-describedby"?: string }>(child) || child.props.id !== id) return child;
    return cloneElement(child, { "aria-describedby": texts.join(" ") });
  });
}

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
      {described(children, id, [...(error ? [`${id}-error`] : []), ...(hint ? [`${id}-hint`] : [])])}
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

export function Input({ className = "", ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={`h-8 ${CONTROL} ${className}`} />;
}

export function Select({ className = "", ...rest }: ComponentProps<"select">) {
  return <select {...rest} className={`h-8 ${CONTROL} ${className}`} />;
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
