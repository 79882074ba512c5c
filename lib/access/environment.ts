import { z } from "zod";
import { parseDomain } from "../domain/email";
import { WaybillError } from "../domain/error";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** An address whose traffic is either encrypted or never leaves the machine. */
const secureUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) address")
  .refine((text) => {
    if (!URL.canParse(text)) return true;
    const url = new URL(text);
    return url.protocol === "https:" || LOOPBACK.has(url.hostname);
  }, "must use https, unless it is on this machine");

const emptyAsUnset = (value: unknown) => (value === "" ? undefined : value);
const unless = <Schema extends z.ZodType>(schema: Schema) => z.preprocess(emptyAsUnset, schema);

const domains = z.string().transform((text, context) => {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  return parts.flatMap((part) => {
    const domain = parseDomain(part);
    if (domain !== null) return [domain];
    context.addIssue(`lists ${JSON.stringify(part)}, which is not an e-mail domain such as example.com`);
    return [];
  });
});

const schema = z.object({
  DATABASE_URL: unless(
    z
      .string("is missing: set it to the address of a PostgreSQL database, or start Waybill with `npm start`")
      .regex(/^postgres(ql)?:\/\//, "must start with postgres://"),
  ),
  WAYBILL_URL: unless(
    z
      .string("is missing: set it to the address people reach Waybill at, such as https://waybill.example.com")
      .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), "must be an http(s) address")
      .transform((text) => (URL.canParse(text) ? new URL(text).origin : text)),
  ),
  NEXTAUTH_SECRET: unless(
    z
      .string("is missing: set it to the output of `openssl rand -base64 32`")
      .min(32, "must have at least 32 characters: use the output of `openssl rand -base64 32`"),
  ),
  OIDC_ISSUER: unless(secureUrl.transform((text) => text.replace(/\/$/, "")).optional()),
  OIDC_CLIENT_ID: unless(z.string().optional()),
  OIDC_CLIENT_SECRET: unless(z.string().optional()),
  OIDC_ALLOWED_DOMAINS: unless(domains.default([])),
  WAYBILL_ALLOW_PRIVATE_NETWORKS: unless(
    z.enum(["0", "1"], "must be 1 to let messages go into private networks, or 0").default("0"),
  ),
  WAYBILL_FIRST_OWNER: unless(z.email("must be an e-mail address").toLowerCase().optional()),
});

const SIGN_ON = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"] as const;

/** Half a sign-on is a mistake, not a choice. */
function missingSignOn(env: Record<string, string | undefined>): string[] {
  const missing = SIGN_ON.filter((name) => !env[name]);
  if (missing.length === SIGN_ON.length) return [];
  return missing.map((name) => `${name} is missing: single sign-on needs all of ${SIGN_ON.join(", ")}`);
}

export interface Environment {
  databaseUrl: string;
  /** Origin under which people reach Waybill, without a slash at the end. */
  url: string;
  /** null: people sign in by one-time links only. */
  oidc: { issuer: string; clientId: string; clientSecret: string } | null;
  /** Lower case. Whose verified people may sign in uninvited. */
  allowedDomains: readonly string[];
  firstOwner: string | null;
  /** Alert channels may lead to this machine and into private networks. */
  allowPrivateNetworks: boolean;
  nextAuthSecret: string;
}

/** Throws one WaybillError `not_configured` that names every bad variable and what to do; values are never repeated. */
export function readEnvironment(env: Record<string, string | undefined>): Environment {
  const { success, data, error } = schema.safeParse(env);
  const issues = error?.issues.map((issue) => `${issue.path.join(".")} ${issue.message}`) ?? [];
  const problems = [...issues, ...missingSignOn(env)];
  if (!success || problems.length > 0) {
    throw new WaybillError("not_configured", `Waybill is not configured:\n- ${problems.join("\n- ")}`, {
      todo: "Set these environment variables and start again.",
    });
  }
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = data;
  return {
    databaseUrl: data.DATABASE_URL,
    url: data.WAYBILL_URL,
    oidc: issuer && clientId && clientSecret ? { issuer, clientId, clientSecret } : null,
    allowedDomains: data.OIDC_ALLOWED_DOMAINS,
    firstOwner: data.WAYBILL_FIRST_OWNER ?? null,
    allowPrivateNetworks: data.WAYBILL_ALLOW_PRIVATE_NETWORKS === "1",
    nextAuthSecret: data.NEXTAUTH_SECRET,
  };
}

let read: Environment | null = null;

/** The environment of this process, checked once. */
export function environment(): Environment {
  read ??= readEnvironment(process.env);
  return read;
}
