/** Vitest global set-up of the database tests: one server a run, one migrated template that every test file copies. */
import type { TestProject } from "vitest/node";
import { migrate } from "../../scripts/migrate";
import { startThrowawayPostgres } from "../../scripts/postgres/start";

declare module "vitest" {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject) {
  const postgres = await startThrowawayPostgres();
  await postgres.createDatabase("template");
  await migrate(postgres.urlOf("template"));
  project.provide("postgresUrl", postgres.urlOf("postgres"));
  return () => postgres.stop();
}
