/** Installs the packages of package-lock.json and generates the database client, each only when it is out of date. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const NODE = join(ROOT, "node_modules", "node", "bin", "node");
const CLIENT = join(ROOT, "lib", "db", "generated", "client.ts");
/** Prisma would download an engine that neither generating nor running needs; naming any file that exists stops it. */
const WITHOUT_DOWNLOADS = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: "1" };

function packagesOf(file) {
  return JSON.parse(readFileSync(join(ROOT, file), "utf8")).packages;
}

/** npm writes its own list into node_modules once everything is in place: an interrupted install has none. */
function packagesAreThere() {
  if (!existsSync(NODE)) return false;
  try {
    const there = packagesOf("node_modules/.package-lock.json");
    return Object.entries(packagesOf("package-lock.json")).every(
      ([path, wanted]) => path === "" || wanted.optional || wanted.devOptional || there[path]?.version === wanted.version,
    );
  } catch {
    return false;
  }
}

function clientIsThere() {
  if (!existsSync(CLIENT)) return false;
  const generated = statSync(CLIENT).mtimeMs;
  const folder = join(ROOT, "prisma");
  const schemas = readdirSync(folder, { recursive: true }).filter((file) => String(file).endsWith(".prisma"));
  return schemas.every((file) => statSync(join(folder, String(file))).mtimeMs <= generated);
}

/** The npm that runs this script, where one does: a machine may have several. */
function npm() {
  const running = process.env.npm_execpath ?? "";
  return running.endsWith("npm-cli.js") ? [process.execPath, running] : ["npm"];
}

function run(what, command, args) {
  console.log(`${what} …`);
  const { status, signal, error, stdout, stderr } = spawnSync(command, args, {
    cwd: ROOT,
    env: WITHOUT_DOWNLOADS,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 1 << 28,
  });
  if (status === 0) return;
  console.error(`${stdout ?? ""}${stderr ?? ""}`.trim());
  console.error(`${what} failed: ${error?.message ?? signal ?? `exit code ${status}`}`);
  process.exit(1);
}

const [major] = process.versions.node.split(".").map(Number);
if (major < 20) {
  console.error(`Waybill needs Node 20 or newer to install itself; this is ${process.version}.`);
  process.exit(1);
}

let generate = !clientIsThere();
if (!packagesAreThere()) {
  // --include=dev: the build tools are needed even where NODE_ENV says production.
  const [command, ...before] = npm();
  run("Installing packages (a minute or two)", command, [...before, "ci", "--include=dev", "--no-audit", "--no-fund"]);
  generate = true;
}
if (generate) run("Generating the database client", NODE, [join("node_modules", "prisma", "build", "index.js"), "generate"]);
