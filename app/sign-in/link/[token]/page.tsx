import type { Metadata } from "next";
import { SubmitButton } from "@/app/_components/form/submit-button";
import { linkedAddress } from "@/lib/access/session";
import { Frame } from "../../_components/frame";
import { signInByLink } from "../../actions";

export const metadata: Metadata = { title: "Sign in", referrer: "no-referrer", robots: { index: false } };

export default async function LinkPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const address = await linkedAddress(token, new Date());
  if (address === null) {
    return (
      <Frame title="This link does not work any more">
        <p className="text-sm text-muted">
          It was used before, has expired or is not whole. Whoever runs Waybill makes a new one with{" "}
          <code className="font-mono text-xs text-ink">npm run waybill -- sign-in-link &lt;address&gt;</code>.
        </p>
      </Frame>
    );
  }
  return (
    <Frame title="Sign in by one-time link">
      <p className="text-sm text-muted">
        Signs this browser in as <strong className="font-semibold text-ink">{address}</strong>. The link works once.
      </p>
      <form action={signInByLink} className="flex flex-col">
        <input type="hidden" name="token" value={token} />
        <SubmitButton pending="Signing in…">Sign in</SubmitButton>
      </form>
    </Frame>
  );
}
