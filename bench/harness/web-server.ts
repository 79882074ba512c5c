import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { freePort } from "../../scripts/postgres/ports";
import { startService, waitUntilItAnswers } from "../../scripts/run/service";
import type { Workshop } from "./workshop";

const ROOT = join(import.meta.dirname, "..", "..");

/**
 * Waybill's web server as `npm start` runs it, or Next's own, on that database until the workshop closes; the port
 * on loopback where it answers. The pages must be built.
 */
export async function startWebServer(workshop: Workshop, databaseUrl: string, how: "waybill" | "next"): Promise<number> {
  return (await startWebServerProcess(workshop, databaseUrl, how)).port;
}

/** The same, with the process to look at. */
export async function startWebServerProcess(
  workshop: Workshop,
  databaseUrl: string,
  how: "waybill" | "next",
): Promise<{ port: number; pid: number }> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    DATABASE_URL: databaseUrl,
    WAYBILL_URL: url,
    NEXTAUTH_URL: url,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
    WAYBILL_DATA_FOLDER: workshop.folder,
    NEXT_TELEMETRY_DISABLED: "1",
  };
  const waybill = ["--import", "tsx", join("scripts", "web-server.ts"), "127.0.0.1", `${port}`];
  const plain = [join("node_modules", "next", "dist", "bin", "next"), "start", "-H", "127.0.0.1", "-p", `${port}`];
  const log = join(workshop.folder, `${how}.log`);
  const service = startService("web server", how === "waybill" ? waybill : plain, { env, cwd: ROOT, log });
  workshop.atEnd(() => service.stop());
  await waitUntilItAnswers(`${url}/api/health`, service, new AbortController().signal);
  return { port, pid: service.process.pid ?? 0 };
}
