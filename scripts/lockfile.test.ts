import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

interface LockedPackage {
  version?: string;
  resolved?: string;
  optionalDependencies?: Record<string, string>;
}

const lock = JSON.parse(readFileSync(join(import.meta.dirname, "..", "package-lock.json"), "utf8")) as {
  packages: Record<string, LockedPackage>;
};

/** Where Node would look for a package that the one at `path` asks for. */
function placesFor(path: string, name: string): string[] {
  const parts = path.split("/node_modules/");
  const around = parts.map((_, index) => parts.slice(0, index + 1).join("/node_modules/")).filter((place) => place !== "");
  return [...around.map((place) => `${place}/node_modules/${name}`), `node_modules/${name}`];
}

describe("the lock file", () => {
  it("names no registry: any may serve the packages", () => {
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes("://"))).toEqual([]);
  });

  it("names every platform's optional packages: npm ci refuses a lock file that leaves one out", () => {
    const missing = Object.entries(lock.packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter((name) => !placesFor(path, name).some((place) => lock.packages[place])),
    );
    expect(missing).toEqual([]);
  });
});
