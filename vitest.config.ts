import { availableParallelism } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const here = import.meta.dirname;
const resolve = { alias: { "@": here } };
/** Five and three quarter hours east of UTC: code that leans on the host's time zone fails at once. */
const env = { TZ: "Asia/Kathmandu" };
const exclude = ["**/node_modules/**", "e2e/**", ".next/**", ".data/**"];

export default defineConfig({
  test: {
    // Vitest leaves one core idle; on a machine of two that is half of it.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        resolve,
        test: {
          name: "unit",
          env,
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, "**/*.db.test.ts"],
          // No test is about time: a busy machine must not fail one.
          testTimeout: 60_000,
        },
      },
      {
        resolve,
        test: {
          name: "database",
          env,
          include: ["**/*.db.test.ts"],
          exclude,
          globalSetup: [join(here, "lib/test/postgres.ts")],
          setupFiles: [join(here, "lib/test/own-database.ts")],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
