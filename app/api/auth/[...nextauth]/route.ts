import NextAuth from "next-auth";
import { authOptions } from "@/lib/access/sign-in";

interface Context {
  params: Promise<{ nextauth: string[] }>;
}

async function handler(request: Request, context: Context): Promise<Response> {
  const signingIn = (await context.params).nextauth[0] === "callback";
  return NextAuth(request as never, context as never, authOptions({ signingIn }));
}

export { handler as GET, handler as POST };
