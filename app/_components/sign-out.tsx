"use client";
import { LogOut } from "lucide-react";
import { signOut } from "next-auth/react";
import { Button } from "./button";

/** Ends this browser's session and leads to the sign-in page. */
export function SignOut() {
  return (
    <Button look="quiet" size="small" onClick={() => signOut({ callbackUrl: "/sign-in" })}>
      <LogOut aria-hidden size={14} />
      Sign out
    </Button>
  );
}
