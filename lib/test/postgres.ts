/** Vitest global set-up of the database tests: one server a run, one migrated template that every test file copies. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { migrate } from "../../scripts/migrate";
import { startPostgres } from "../../scripts/postgres";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "waybill-test-"));
  // Root starts the server as another user, who must be able to walk in.
  await chmod(folder, 0o755);
  const postgres = await startPostgres(join(folder, "data"), { throwaway: true });
  await postgres.createDatabase("template");
  await migrate(postgres.urlOf("template"));
  project.provide("postgresUrl", postgres.urlOf("postgres"));
  return async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
