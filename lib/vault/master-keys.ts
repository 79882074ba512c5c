import { randomBytes, randomUUID } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { WaybillError } from "../domain/error";
import { type MasterKey, masterKey } from "./seal";

/** Where master keys come from: the variable if set (several, separated by commas or spaces, newest first), else a file. */
export interface MasterKeySource {
  variable: string | undefined;
  folder: string;
}

const FILE = "master-key";

export function masterKeySource(env: Record<string, string | undefined> = process.env): MasterKeySource {
  // Without the mark the bundler would take every file of the project for data of this one.
  return {
    variable: env.WAYBILL_MASTER_KEY || undefined,
    folder: resolve(/*turbopackIgnore: true*/ env.WAYBILL_DATA_FOLDER || ".data"),
  };
}

/** Reads one or more base64 keys. An undecodable one is named by its place, never by its text. */
export function parseMasterKeys(text: string, where: string): MasterKey[] {
  const parts = text.split(/[\s,]+/).filter((part) => part !== "");
  return parts.map((part, index) => {
    const key = Buffer.from(part, "base64");
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(part) || key.length !== 32) {
      throw new WaybillError("not_configured", `Master key ${index + 1} of ${where} is not 32 bytes in base64.`, {
        todo: "Make one with `openssl rand -base64 32`. Keep older keys behind it until `waybill keys rotate` has run.",
      });
    }
    return masterKey(key);
  });
}

function fileOf(folder: string): string {
  return join(folder, FILE);
}

/** What the system says of a file, in words; whatever else went wrong, as it was. */
function unusable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (!code || !["EACCES", "EPERM", "EROFS", "ENOSPC", "ENOTDIR", "EISDIR"].includes(code)) return error;
  return new WaybillError("not_configured", `The master key cannot be kept in ${path} (${code}).`, {
    todo: "Let the user that runs Waybill read and write that folder, name another in WAYBILL_DATA_FOLDER, or set WAYBILL_MASTER_KEY.",
    cause: error,
  });
}

/** Written whole to a name of its own first, so that nobody ever reads half a key. */
async function writeAside(folder: string, keys: readonly MasterKey[]): Promise<string> {
  const aside = join(folder, `${FILE}.${randomUUID()}`);
  const file = await mkdir(folder, { recursive: true, mode: 0o700 })
    .then(() => open(aside, "wx", 0o600))
    .catch((error) => {
      throw unusable(folder, error);
    });
  try {
    await file.writeFile(`${keys.map(({ key }) => key.toString("base64")).join("\n")}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await chmod(aside, 0o600);
  return aside;
}

/** Linking fails where the name exists: of several processes that start at once, one key wins and all read that one. */
async function createFile(folder: string): Promise<void> {
  const aside = await writeAside(folder, [masterKey(randomBytes(32))]);
  try {
    await link(aside, fileOf(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

/** All master keys, newest first; makes the data folder's file when there is neither variable nor file. */
export async function readMasterKeys(source: MasterKeySource = masterKeySource()): Promise<MasterKey[]> {
  if (source.variable !== undefined) return parseMasterKeys(source.variable, "WAYBILL_MASTER_KEY");
  const file = fileOf(source.folder);
  const text = await readFile(file, "utf8").catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw unusable(source.folder, error);
    await createFile(source.folder);
    return readFile(file, "utf8");
  });
  const keys = parseMasterKeys(text, file);
  if (keys.length === 0) {
    throw new WaybillError("not_configured", `The master key file ${file} is empty.`, {
      todo: "Restore it from a backup. If it is lost, delete it and replace the key of every connection.",
    });
  }
  return keys;
}

/** Puts a new key in front of the file's; with the variable the operator has done so himself. */
export async function addMasterKey(source: MasterKeySource = masterKeySource()): Promise<MasterKey[]> {
  const known = await readMasterKeys(source);
  if (source.variable !== undefined) return known;
  const keys = [masterKey(randomBytes(32)), ...known];
  await rename(await writeAside(source.folder, keys), fileOf(source.folder));
  return keys;
}

/** Forgets all keys of the file but the newest; nothing may be sealed with the others any more. */
export async function dropOlderMasterKeys(source: MasterKeySource = masterKeySource()): Promise<void> {
  if (source.variable !== undefined) return;
  const [newest] = await readMasterKeys(source);
  if (newest) await rename(await writeAside(source.folder, [newest]), fileOf(source.folder));
}
