/** Applies prisma/migrations to a database. Runs Prisma's own schema engine as WebAssembly: nothing is downloaded. */
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import pg from "pg";

type Engine = Awaited<ReturnType<typeof bindings.SchemaEngine.new>>;
const PRISMA_FOLDER = join(import.meta.dirname, "..", "prisma");
const NO_FILTERS = { externalTables: [], externalEnums: [] };

/** Every `.prisma` file, as the engine takes them: [path, text]. */
async function datamodels(): Promise<[string, string][]> {
  const files = await readdir(PRISMA_FOLDER, { recursive: true });
  const schemas = files.filter((file) => file.endsWith(".prisma")).sort();
  return Promise.all(schemas.map(async (file) => [file, await readFile(join(PRISMA_FOLDER, file), "utf8")]));
}

let instantiated: Promise<void> | undefined;

/** Once a process: a second instance would have its memory freed by the first one's finalizers. */
function instantiate(): Promise<void> {
  instantiated ??= (async () => {
    const beside = dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg"));
    const wasm = await readFile(join(beside, "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings as never });
    bindings.__wbg_set_wasm(instance.exports as never);
    (instance.exports.__wbindgen_start as () => void)();
  })();
  return instantiated;
}

/** Lends an engine on the database; its connections are closed afterwards. */
async function withEngine<Result>(connectionString: string, work: (engine: Engine) => Promise<Result>): Promise<Result> {
  await instantiate();
  const pool = new pg.Pool({ connectionString });
  try {
    const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
    const schema = { datamodels: await datamodels() };
    return await work(await bindings.SchemaEngine.new(schema as never, () => {}, adapter as never));
  } finally {
    await pool.end();
  }
}

async function migrationsList() {
  const baseDir = join(PRISMA_FOLDER, "migrations");
  const folders = (await readdir(baseDir, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = folders.map((folder) => folder.name).sort();
  const migrationDirectories = await Promise.all(
    names.map(async (path) => ({
      path,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: await readFile(join(baseDir, path, "migration.sql"), "utf8") },
      },
    })),
  );
  const lockfile = { path: "migration_lock.toml", content: 'provider = "postgresql"\n' };
  return { baseDir, lockfile, shadowDbInitScript: "", migrationDirectories };
}

/** Brings the database to the newest migration; does nothing when it is there. Returns the names it applied. */
export function migrate(connectionString: string): Promise<string[]> {
  return withEngine(connectionString, async (engine) => {
    const result = await engine.applyMigrations({ migrationsList: await migrationsList(), filters: NO_FILTERS } as never);
    return (result as { appliedMigrationNames: string[] }).appliedMigrationNames;
  });
}

/** SQL that makes an empty database look like the schema files; the raw material of a new migration. */
export function schemaSql(connectionString: string): Promise<string> {
  return withEngine(connectionString, async (engine) => {
    const files = (await datamodels()).map(([path, content]) => ({ path, content }));
    const result = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      shadowDatabaseUrl: null,
      exitCode: null,
      filters: NO_FILTERS,
    } as never);
    return (result as { stdout: string }).stdout;
  });
}
