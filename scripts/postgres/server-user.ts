/** PostgreSQL refuses to run as root: whom it runs as instead, and which folders that user can reach. */
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

export interface ServerUser {
  uid: number;
  gid: number;
}

function idOf(name: string): ServerUser | null {
  const ids = ["-u", "-g"].map((flag) => spawnSync("id", [flag, name], { encoding: "utf8" }));
  if (ids.some(({ status }) => status !== 0)) return null;
  const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
  return uid && gid !== undefined ? { uid, gid } : null;
}

function ownerOf(folder: string): ServerUser | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found && found.uid !== 0 ? { uid: found.uid, gid: found.gid } : null;
}

/** null: the person who runs this. For root: the data's owner, else `waybill`, else `postgres`, else a new `waybill`. */
export function serverUser(dataFolder: string): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const known = ownerOf(dataFolder) ?? idOf("waybill") ?? idOf("postgres");
  if (known) return known;
  const added = spawnSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", "waybill"]);
  const made = added.status === 0 ? idOf("waybill") : idOf("nobody");
  if (!made)
    throw new Error("PostgreSQL cannot run as root, and no other user could be made. Set DATABASE_URL, or do not be root.");
  return made;
}

/** Whether the user can walk to `path` and into it, or run it. */
export function canReach(user: ServerUser | null, path: string): boolean {
  if (!user) return true;
  return spawnSync("/bin/sh", ["-c", 'test -x "$0"', path], { ...user, cwd: "/" }).status === 0;
}
