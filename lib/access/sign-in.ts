import type { AuthOptions, Profile } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { z } from "zod";
import { admit } from "../ledger/people/admissions";
import { sessionAdapter } from "./adapter";
import { type Environment, environment } from "./environment";
import { SESSION_SECONDS, sessionCookie } from "./session-cookie";

const PROVIDER_ID = "oidc";

/** Claims we read. Some providers send booleans as text. */
const ClaimsOf = z.object({
  sub: z.string().min(1),
  email: z.string().nullish(),
  email_verified: z.union([z.boolean(), z.stringbool()]).nullish(),
  name: z.string().nullish(),
});

function provider(oidc: NonNullable<Environment["oidc"]>): OAuthConfig<Profile> {
  return {
    id: PROVIDER_ID,
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${oidc.issuer}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: {
      /** The id token was verified; providers that keep it short answer for the address at userinfo. */
      request: async ({ tokens, client }) => {
        const claims = (tokens as unknown as { claims(): Profile & { sub: string } }).claims();
        if (claims.email || !tokens.access_token) return claims;
        const more = await client.userinfo(tokens.access_token);
        return more.sub === claims.sub ? { ...more, ...claims } : claims;
      },
    },
    /**
     * One provider, chosen by the operator, whose verified addresses are the identity here: the same address is the same
     * person.
     */
    allowDangerousEmailAccountLinking: true,
    profile: (profile) => {
      const { sub, name, email } = ClaimsOf.parse(profile);
      return { id: sub, name: name ?? null, email: email?.toLowerCase() ?? null, image: null };
    },
  };
}

/** NextAuth as Waybill uses it. Made at first use, so that building needs no environment. */
export function authOptions({ signingIn }: { signingIn: boolean }): AuthOptions {
  const { oidc, url, nextAuthSecret, firstOwner, allowedDomains } = environment();
  process.env.NEXTAUTH_URL = url;
  return {
    secret: nextAuthSecret,
    adapter: sessionAdapter({ signingIn }) as AuthOptions["adapter"] & object,
    providers: oidc ? [provider(oidc)] : [],
    // updateAge: sessions end when they were said to end.
    session: { strategy: "database", maxAge: SESSION_SECONDS, updateAge: SESSION_SECONDS },
    cookies: { sessionToken: sessionCookie(url) },
    pages: { signIn: "/sign-in", error: "/sign-in", signOut: "/sign-in" },
    callbacks: {
      signIn: async ({ account, profile }) => {
        if (!account) return false;
        const claims = ClaimsOf.parse(profile);
        const identity = { provider: account.provider, accountId: account.providerAccountId };
        const asked = { email: claims.email ?? null, emailVerified: claims.email_verified ?? null };
        const admission = await admit(asked, identity, { firstOwner, allowedDomains });
        return admission.refused === null || `${url}/sign-in?error=${admission.refused}`;
      },
      session: ({ session }) => session,
    },
    logger: {
      // The second argument may hold tokens and claims.
      error: (code, metadata) =>
        console.error(`sign-in: ${code}: ${(metadata instanceof Error ? metadata : metadata.error)?.message}`),
      warn: () => {},
      debug: () => {},
    },
  };
}
