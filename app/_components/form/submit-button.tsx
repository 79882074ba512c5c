"use client";
import { useFormStatus } from "react-dom";
import { Button, type ButtonLook } from "../button";

/** Submits its form; says so and cannot be pressed twice while the action runs. */
export function SubmitButton({
  children,
  pending = "Working…",
  look = "primary",
  size,
  disabled,
}: {
  children: React.ReactNode;
  /** What it says meanwhile. */
  pending?: string;
  look?: ButtonLook;
  size?: "small" | "medium";
  disabled?: boolean;
}) {
  const status = useFormStatus();
  return (
    <Button type="submit" look={look} size={size} disabled={disabled || status.pending} aria-busy={status.pending}>
      {status.pending ? pending : children}
    </Button>
  );
}
