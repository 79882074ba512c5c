import { databaseAnswers } from "@/lib/queries/health";

/** For whatever watches the server: 200 while it can reach its database, 503 otherwise. Tells nothing else. */
export async function GET(): Promise<Response> {
  const healthy = await databaseAnswers();
  return Response.json({ healthy }, { status: healthy ? 200 : 503, headers: { "cache-control": "no-store" } });
}

export const dynamic = "force-dynamic";
