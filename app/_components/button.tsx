import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";

export type ButtonLook = "primary" | "secondary" | "quiet" | "danger";

const LOOKS: Record<ButtonLook, string> = {
  primary: "border-transparent bg-brand text-on-brand hover:bg-brand-strong",
  secondary: "border-control-line bg-surface text-ink hover:bg-sunken",
  quiet: "border-transparent text-muted hover:bg-sunken hover:text-ink",
  danger: "border-bad bg-surface text-bad hover:bg-bad-tint",
};
const SIZES = { small: "h-7 gap-1 px-2 text-xs", medium: "h-8 gap-1.5 px-3 text-sm" } as const;

interface Looks {
  look?: ButtonLook;
  size?: keyof typeof SIZES;
}

/** Class names of a button, for what must be another element. */
export function buttonClass({ look = "secondary", size = "medium" }: Looks = {}): string {
  return `inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-60 ${LOOKS[look]} ${SIZES[size]}`;
}

/** `type` is "button" unless told; inside a form pass `type="submit"` or use SubmitButton. */
export function Button({ look, size, className = "", ...rest }: Looks & ComponentProps<"button">) {
  return <button type="button" {...rest} className={`${buttonClass({ look, size })} ${className}`} />;
}

/** Looks like a button, goes to a page. Addresses outside the app and downloads are plain links. */
export function LinkButton({
  look,
  size,
  href,
  prefetch,
  className = "",
  ...rest
}: Looks & { href: string; prefetch?: boolean; children: ReactNode } & Omit<ComponentProps<"a">, "href">) {
  const classes = `${buttonClass({ look, size })} ${className}`;
  if (rest.download !== undefined || !href.startsWith("/")) return <a href={href} {...rest} className={classes} />;
  return <Link href={href} {...(prefetch === undefined ? {} : { prefetch })} {...rest} className={classes} />;
}
