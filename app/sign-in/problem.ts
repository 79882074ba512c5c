/** Why a sign-in did not work, in words; by the code that the sign-in page is given. */
const PROBLEMS: Record<string, { message: string; todo: string }> = {
  no_email: {
    message: "Your identity provider did not tell your e-mail address.",
    todo: "Ask whoever runs it to release the claim “email” to Waybill.",
  },
  email_unverified: {
    message: "Your identity provider has not verified your e-mail address.",
    todo: "Verify it there, then sign in again.",
  },
  not_invited: {
    message: "Your address belongs to no organization here, and its domain is not one that may join by itself.",
    todo: "Ask an owner or admin to invite exactly the address you sign in with (Settings, Members).",
  },
  removed: {
    message: "You were removed from the organization.",
    todo: "Ask an owner or admin to invite you again.",
  },
  no_organization: {
    message: "There is no organization yet.",
    todo: "The first owner signs in first: the address in WAYBILL_FIRST_OWNER, or the one-time link that starting Waybill prints.",
  },
  link: {
    message: "This link was used before, has expired or is not whole.",
    todo: "Ask whoever runs Waybill for a new one: `npm run waybill -- sign-in-link <address>`.",
  },
  OAuthSignin: {
    message: "The identity provider cannot be reached.",
    todo: "Try again. If it stays, whoever runs Waybill should check OIDC_ISSUER and the server's log.",
  },
  OAuthCallback: {
    message: "The identity provider's answer could not be used.",
    todo: "Start again from here: an answer works once and for a few minutes. If it stays, check the client id and secret.",
  },
};

/** null where nothing went wrong. What is not known is told without the code's own text, which comes from the address. */
export function signInProblem(code: string | undefined): { message: string; todo: string } | null {
  if (code === undefined || code === "SessionRequired") return null;
  if (Object.hasOwn(PROBLEMS, code)) return PROBLEMS[code] ?? null;
  return { message: "Signing in did not work.", todo: "Try again. If it stays, the server's log says why." };
}
