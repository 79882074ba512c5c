"use server";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { endSession, startSession } from "@/lib/access/session";
import { sessionCookie } from "@/lib/access/session-cookie";
import { consumeSignInLink } from "@/lib/ledger/people/sign-in-links";

/** Uses a one-time link up and signs this browser in. Only the button does so: looking at a link must not burn it. */
export async function signInByLink(form: FormData): Promise<void> {
  const now = new Date();
  const person = await consumeSignInLink(String(form.get("token") ?? ""), now);
  if (!person) redirect("/sign-in?error=link");
  const { name, options } = sessionCookie();
  const jar = await cookies();
  const earlier = jar.get(name)?.value;
  if (earlier) await endSession(earlier);
  const { token, expires } = await startSession(person.userId, now);
  jar.set(name, token, { ...options, expires });
  redirect("/");
}

/** Signs this browser out. */
export async function signOut(): Promise<void> {
  const { name, options } = sessionCookie();
  const jar = await cookies();
  const token = jar.get(name)?.value;
  if (token) await endSession(token);
  jar.set(name, "", { ...options, maxAge: 0 });
  redirect("/sign-in");
}
