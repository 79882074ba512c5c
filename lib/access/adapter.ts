import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Adapter, AdapterAccount, AdapterSession } from "next-auth/adapters";
import { pool, prisma } from "../db/client";
import { claimMemberships } from "../ledger/people/admissions";
import { hashBearer } from "../vault/bearer";
import { forgetEndedSessions } from "./session";

/**
 * NextAuth's Prisma adapter with two changes: the database keeps a hash of the session token, and none of the
 * provider's own tokens, which Waybill has no use for.
 *
 * `signingIn`: NextAuth ties the identity it gets back to whoever is signed in in this browser. Two people at one
 * browser would become one, so a sign-in starts by ending the session that is there.
 */
export function sessionAdapter({ signingIn }: { signingIn: boolean }): Adapter {
  const inner = PrismaAdapter(prisma() as never) as Required<Adapter>;
  const deleteSession = async (token: string) => {
    await prisma().session.deleteMany({ where: { sessionToken: hashBearer(token) } });
  };
  return {
    createUser: inner.createUser,
    getUser: inner.getUser,
    getUserByEmail: inner.getUserByEmail,
    getUserByAccount: ({ provider, providerAccountId }) => inner.getUserByAccount({ provider, providerAccountId }),
    updateUser: inner.updateUser,
    linkAccount: async ({ userId, type, provider, providerAccountId }: AdapterAccount) => {
      await prisma().account.create({ data: { userId, type, provider, providerAccountId } });
    },
    createSession: async (session) => {
      // Here and not in NextAuth's sign-in event, whose failures it swallows.
      await claimMemberships(pool(), session.userId);
      await forgetEndedSessions(session.userId, new Date());
      await inner.createSession({ ...session, sessionToken: hashBearer(session.sessionToken) });
      return session;
    },
    getSessionAndUser: async (token) => {
      if (signingIn) {
        await deleteSession(token);
        return null;
      }
      const found = await inner.getSessionAndUser(hashBearer(token));
      return found && { ...found, session: { ...found.session, sessionToken: token } };
    },
    updateSession: async (session) => {
      const stored = await inner.updateSession({ ...session, sessionToken: hashBearer(session.sessionToken) });
      return stored && ({ ...stored, sessionToken: session.sessionToken } as AdapterSession);
    },
    deleteSession,
  };
}
