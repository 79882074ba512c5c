"use client";
import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "@/app/_components/button";

/** Starts single sign-on and comes back to `returnTo`. */
export function SignOnButton({ returnTo }: { returnTo: string }) {
  const [pending, setPending] = useState(false);
  const start = async () => {
    setPending(true);
    await signIn("oidc", { callbackUrl: returnTo }).catch(() => setPending(false));
  };
  return (
    <Button look="primary" onClick={start} disabled={pending} aria-busy={pending} className="w-full">
      {pending ? "Going to your sign-in…" : "Sign in with single sign-on"}
    </Button>
  );
}
