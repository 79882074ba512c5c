import { type NextRequest, NextResponse } from "next/server";
import { PATH_HEADER } from "./lib/access/path-header";

/** Notes the path asked for, so that whoever has to sign in first is led back to it. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers);
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search);
  return NextResponse.next({ request: { headers } });
}

export const config = { matcher: ["/((?!_next/|api/|sign-in|.*\\.[a-z]+$).*)"] };
