import { environment } from "./environment";

/** How long a sign-in lasts unless it is revoked; it is not prolonged by use. */
export const SESSION_SECONDS = 14 * 24 * 3600;

export interface SessionCookie {
  name: string;
  options: { httpOnly: true; sameSite: "lax"; path: "/"; secure: boolean };
}

/** The same cookie for single sign-on and for one-time links. Over https the browser itself keeps it to https. */
export function sessionCookie(url: string = environment().url): SessionCookie {
  const secure = url.startsWith("https:");
  return {
    name: secure ? "__Secure-waybill.session" : "waybill.session",
    options: { httpOnly: true, sameSite: "lax", path: "/", secure },
  };
}
