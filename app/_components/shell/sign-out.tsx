import { LogOut } from "lucide-react";
import { signOut } from "@/app/sign-in/actions";
import { buttonClass } from "../button";

/** Ends this browser's session and leads to the sign-in page; a form, so that it works without scripts. */
export function SignOut() {
  return (
    <form action={signOut}>
      <button type="submit" className={buttonClass({ look: "quiet", size: "small" })}>
        <LogOut aria-hidden size={14} />
        Sign out
      </button>
    </form>
  );
}
