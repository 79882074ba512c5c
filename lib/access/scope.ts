import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import { WaybillError } from "../domain/error";
import type { AuthorizedScope } from "../domain/scope";
import { type EnteredOrganization, enter } from "./membership";
import { PATH_HEADER } from "./path-header";
import { organizationsOf, personOf, type SignedInPerson } from "./session";
import { sessionCookie } from "./session-cookie";

async function sessionToken(): Promise<string | null> {
  return (await cookies()).get(sessionCookie().name)?.value ?? null;
}

const entered = cache(async (slug: string): Promise<EnteredOrganization | null> => {
  const token = await sessionToken();
  return token === null ? null : enter(token, slug, new Date());
});

/** Who is signed in in this browser; null for nobody. Asked once a request. */
export const signedInPerson = cache(async (): Promise<SignedInPerson | null> => {
  const token = await sessionToken();
  return token === null ? null : personOf(token, new Date());
});

/** Who is signed in; anybody else is led to the sign-in page and back. */
export async function requirePerson(): Promise<SignedInPerson> {
  const person = await signedInPerson();
  if (person) return person;
  const path = (await headers()).get(PATH_HEADER);
  redirect(path && path !== "/" ? `/sign-in?callbackUrl=${encodeURIComponent(path)}` : "/sign-in");
}

/** Organizations the signed-in person may enter. */
export async function myOrganizations(): Promise<{ slug: string; name: string; role: string }[]> {
  return organizationsOf((await requirePerson()).userId);
}

/** Scope, organization and person of a page. Redirects to sign-in; not found for who is no member. */
export async function requireEntry(organizationSlug: string): Promise<EnteredOrganization> {
  const found = await entered(organizationSlug);
  if (found) return found;
  await requirePerson();
  notFound();
}

/** The gate of pages and actions: read anew each request, so that a revoked session or role ends at once. */
export async function requireScope(organizationSlug: string): Promise<AuthorizedScope> {
  return (await requireEntry(organizationSlug)).scope;
}

/** The gate of route handlers that pages call: throws WaybillError instead of redirecting. */
export async function requireScopeOrThrow(organizationSlug: string): Promise<AuthorizedScope> {
  const found = await entered(organizationSlug);
  if (found) return found.scope;
  if (await signedInPerson())
    throw new WaybillError("not_found", "There is no such organization.", { todo: "Check the address." });
  throw new WaybillError("unauthenticated", "You are signed out.", { todo: "Sign in and try again." });
}
