import type { Metadata } from "next";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { Notice } from "@/app/_components/states";
import { environment } from "@/lib/access/environment";
import { signedInPerson } from "@/lib/access/scope";
import { Frame } from "./_components/frame";
import { SignOnButton } from "./_components/sign-on-button";
import { ownAddress } from "./own-address";
import { signInProblem } from "./problem";
import { returnTo } from "./return-to";

export const metadata: Metadata = { title: "Sign in" };

interface Properties {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export default async function SignInPage({ searchParams }: Properties) {
  const { error, callbackUrl } = await searchParams;
  const { oidc, url, allowedDomains } = environment();
  const problem = signInProblem(Array.isArray(error) ? error[0] : error);
  const back = returnTo(callbackUrl, url);
  const own = ownAddress((await headers()).get("host"), url);
  if (own) redirect(`${own}/sign-in?${new URLSearchParams({ callbackUrl: back })}`);
  if (!problem && (await signedInPerson())) redirect(back);
  return (
    <Frame title="Sign in">
      {problem && (
        <Notice tone="bad">
          <p>{problem.message}</p>
          <p className="mt-1">{problem.todo}</p>
        </Notice>
      )}
      {oidc ? (
        <>
          <SignOnButton returnTo={back} />
          <p className="text-xs text-muted">
            {allowedDomains.length > 0
              ? `Open to ${allowedDomains.map((domain) => `@${domain}`).join(", ")} and to invited addresses.`
              : "Open to invited addresses."}
          </p>
        </>
      ) : (
        <div className="flex flex-col gap-2 text-sm text-muted">
          <p>Single sign-on is not set up, so people sign in by one-time links.</p>
          <p>
            The first owner's link is printed when Waybill starts. Whoever runs it makes one for any member with{" "}
            <code className="font-mono text-xs text-ink">npm run waybill -- sign-in-link &lt;address&gt;</code>, and sets single
            sign-on up with OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.
          </p>
        </div>
      )}
    </Frame>
  );
}
