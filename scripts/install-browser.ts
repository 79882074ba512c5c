/**
 * Gets Debian's Chromium onto a machine that has no browser: installed where that is allowed, else unpacked in the data
 * folder.
 */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { findBrowser, OWN_BROWSER } from "./browser";

const PACKAGES = ["chromium", "chromium-common", "fonts-liberation"];
const INSTALL = ["install", "-y", "--no-install-recommends"];

function run(command: string, args: readonly string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], env }).status === 0;
}

function installForAll(): boolean {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && spawnSync("sudo", ["-n", "true"]).status !== 0) return false;
  const aptGet = (...args: string[]) => (isRoot ? run("apt-get", args) : run("sudo", ["-n", "apt-get", ...args]));
  return aptGet("-qq", "update") && aptGet("-qq", ...INSTALL, ...PACKAGES);
}

/** The packages and all that they need, unpacked side by side, and a program that finds its libraries and fonts there. */
function unpackForOneself(): boolean {
  const aside = `${OWN_BROWSER}.${process.pid}`;
  const [state, cache, root] = ["state", "cache", "root"].map((name) => join(aside, name)) as [string, string, string];
  for (const folder of [join(state, "lists", "partial"), join(cache, "archives", "partial"), root])
    mkdirSync(folder, { recursive: true });
  const own = [
    ...["-o", `Dir::State=${state}`, "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", `Dir::Cache=${cache}`],
    ...["-o", "Debug::NoLocking=1", "-o", `APT::Sandbox::User=${userInfo().username}`, "-qq"],
  ];
  try {
    if (!run("apt-get", [...own, "update"])) return false;
    if (!run("apt-get", [...own, ...INSTALL, "--download-only", "--reinstall", ...PACKAGES])) return false;
    const archives = readdirSync(join(cache, "archives")).filter((file) => file.endsWith(".deb"));
    if (!archives.every((file) => run("dpkg-deb", ["--extract", join(cache, "archives", file), root]))) return false;
    for (const folder of [state, cache]) rmSync(folder, { recursive: true });
    const program = `#!/bin/sh
root="$(dirname "$(readlink -f "$0")")/root"
for libraries in "$root"/usr/lib/*-linux-gnu* "$root"/lib/*-linux-gnu*; do
  LD_LIBRARY_PATH="\${LD_LIBRARY_PATH:+$LD_LIBRARY_PATH:}$libraries"
done
[ -d /etc/fonts ] || export FONTCONFIG_PATH="$root/etc/fonts"
export LD_LIBRARY_PATH XDG_DATA_HOME="$root/usr/share"
exec "$root/usr/lib/chromium/chromium" "$@"
`;
    writeFileSync(join(aside, "chromium"), program);
    chmodSync(join(aside, "chromium"), 0o755);
    renameSync(aside, OWN_BROWSER);
    return true;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

/** Path of a browser, got first where there is none. Throws, saying what to do, when that is not possible. */
export function ensureBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  console.log("Getting Debian's Chromium …");
  const got = installForAll() || unpackForOneself();
  const browser = findBrowser();
  if (got && browser) return browser;
  throw new Error("There is no browser, and none could be got from Debian's packages. Name a Chromium by WAYBILL_CHROMIUM.");
}
