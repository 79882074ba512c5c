/** What every command has in common: the database, the operator's scope, and how answers are printed. */
import type { Command } from "commander";
import { closeDb } from "../../lib/db/client";
import { WaybillError } from "../../lib/domain/error";
import { mintSystemScope } from "../../lib/domain/mint-scope";
import type { AuthorizedScope } from "../../lib/domain/scope";
import { migrate } from "../migrate";
import { DATA_FOLDER, recall } from "../run/data-folder";
import { openDatabase } from "../run/database";
import { whatRuns } from "../run/house";
import { findOrganization } from "./find";
import { harmless, table } from "./table";

export interface Session {
  /** Rows for a machine, or a table for a person. */
  print(rows: readonly Record<string, unknown>[]): void;
  /** One outcome: fields for a machine, a sentence for a person. */
  say(fields: Record<string, unknown>, sentence: string): void;
  /** A document: its fields for a machine, its lines for a person. */
  tell(fields: Record<string, unknown>, lines: readonly string[]): void;
  /** The operator, in the organization named by --organization, or in the only one. */
  scope(): Promise<AuthorizedScope>;
  /** Whether pages and worker are known to run, so that what is asked for is done soon. */
  isRunning: boolean;
  now: Date;
}

let ownServer = false;

/** The database is this clone's own: no worker of another machine can be at it. */
export function servedHereOnly(): boolean {
  return ownServer;
}

/** The database that runs here, else the one of DATABASE_URL, else the embedded one for as long as the command takes. */
async function connect(): Promise<{ isRunning: boolean; close: () => Promise<void> }> {
  process.env.WAYBILL_DATA_FOLDER ??= DATA_FOLDER;
  const running = process.env.DATABASE_URL ? null : whatRuns();
  if (running?.environment.DATABASE_URL) {
    for (const [name, value] of Object.entries(running.environment)) process.env[name] ??= value;
    return { isRunning: true, close: closeDb };
  }
  ownServer = !process.env.DATABASE_URL;
  const database = await openDatabase(recall().database);
  process.env.DATABASE_URL = database.url;
  await migrate(database.url);
  const close = async () => {
    await closeDb();
    await database.stopUnlessUsed();
  };
  return { isRunning: false, close };
}

interface CommonOptions {
  json?: boolean;
  organization?: string;
}

/** A folder or file that cannot be made, read or written, in words; any other error as it is. */
function inWords(error: unknown): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  if (error instanceof WaybillError || !path || !/^E[A-Z]+$/.test(code ?? "")) return error;
  return new WaybillError("not_configured", `${path} cannot be used (${code}).`, {
    todo: "Let the user that types this read and write it, or name another folder in WAYBILL_DATA_FOLDER.",
    cause: error,
  });
}

/** Runs one command's work; prints a refusal's words, or its JSON, and leaves with code 1. */
export async function inSession(command: Command, work: (session: Session) => Promise<void>): Promise<void> {
  const { json = false, organization } = command.optsWithGlobals<CommonOptions>();
  const print = (value: unknown) =>
    console.log(JSON.stringify(value, (_key, part) => (typeof part === "bigint" ? String(part) : part)));
  try {
    const { isRunning, close } = await connect();
    try {
      await work({
        print: (rows) => (json ? print(rows) : console.log(table(rows))),
        say: (fields, sentence) => (json ? print(fields) : console.log(harmless(sentence))),
        tell: (fields, lines) => (json ? print(fields) : console.log(lines.map(harmless).join("\n"))),
        scope: async () => mintSystemScope((await findOrganization(organization)).id, { kind: "operator" }),
        isRunning,
        now: new Date(),
      });
    } finally {
      await close();
    }
  } catch (thrown) {
    const error = inWords(thrown);
    const refusal = error instanceof WaybillError ? error : null;
    const message = error instanceof Error ? error.message : String(error);
    if (json) print({ error: { code: refusal?.code ?? "internal", message, todo: refusal?.todo ?? null } });
    else console.error([message, refusal?.todo].filter(Boolean).join("\n"));
    process.exitCode = 1;
  }
}
