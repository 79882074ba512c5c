import pino, { type Logger } from "pino";
import { withoutSecrets } from "../domain/without-secrets";

/** Fields whose values are never logged, at the top of an object or one or two levels down. */
const SECRET_FIELDS = ["key", "apiKey", "authorization", "Authorization", "password", "secret", "token", "connectionString"];

/** JSON lines of the process `name` on standard output (or `destination`), without secrets, wherever they hide. */
export function makeLog(name: "waybill-worker" | "waybill-web", destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    name,
    level: process.env.WAYBILL_LOG_LEVEL ?? "info",
    redact: { paths: SECRET_FIELDS.flatMap((field) => [field, `*.${field}`, `*.*.${field}`]), censor: "…" },
    serializers: {
      // Our own errors are told by their text alone; the stack and cause of others may quote secrets.
      err: (error: Error & { code?: string }) => ({
        type: error.name,
        code: error.code,
        message: withoutSecrets(String(error.message)),
        stack: withoutSecrets(String(error.stack ?? "")),
      }),
    },
    hooks: {
      logMethod(args, method) {
        method.apply(this, args.map((arg) => (typeof arg === "string" ? withoutSecrets(arg) : arg)) as typeof args);
      },
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
