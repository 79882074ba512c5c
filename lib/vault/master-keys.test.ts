import { randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addMasterKey, dropOlderMasterKeys, masterKeySource, parseMasterKeys, readMasterKeys } from "./master-keys";

let folder = "";
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "waybill-vault-")), "data");
});
afterEach(async () => {
  await rm(join(folder, ".."), { recursive: true });
});

const fromFile = () => ({ variable: undefined, folder });
const idsOf = (keys: { id: string }[]) => keys.map(({ id }) => id);

describe("readMasterKeys", () => {
  it("makes one key, readable by its owner alone, and reads the same one ever after", async () => {
    const first = await readMasterKeys(fromFile());
    expect(first).toHaveLength(1);
    expect((await stat(join(folder, "master-key"))).mode & 0o777).toBe(0o600);
    expect(idsOf(await readMasterKeys(fromFile()))).toEqual(idsOf(first));
  });

  it("agrees on one key when twenty processes start at once, and leaves no half-made file", async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => readMasterKeys(fromFile())));
    expect(new Set(all.flatMap(idsOf)).size).toBe(1);
    expect(await readdir(folder)).toEqual(["master-key"]);
  });

  it("prefers the variable and touches no file then", async () => {
    const variable = `${randomBytes(32).toString("base64")}, ${randomBytes(32).toString("base64url")}`;
    expect(await readMasterKeys({ variable, folder })).toHaveLength(2);
    await expect(stat(folder)).rejects.toThrow("ENOENT");
  });

  it("never makes a new key over a file that went empty: what it sealed would be lost unseen", async () => {
    await readMasterKeys(fromFile());
    await writeFile(join(folder, "master-key"), "");
    await expect(readMasterKeys(fromFile())).rejects.toThrow("is empty");
  });
});

describe("a folder that cannot be used", () => {
  it("is named with what to do, in reading and in rotating", async () => {
    await writeFile(folder, "a file in the folder's place");
    const words = {
      code: "not_configured",
      message: `The master key cannot be kept in ${folder} (ENOTDIR).`,
      todo: expect.stringContaining("WAYBILL_DATA_FOLDER"),
    };
    await expect(readMasterKeys(fromFile())).rejects.toMatchObject(words);
    await expect(addMasterKey(fromFile())).rejects.toMatchObject(words);
  });
});

describe("parseMasterKeys", () => {
  it.each(["short", randomBytes(31).toString("base64"), randomBytes(33).toString("base64"), "not base64 at all!"])(
    "refuses %s by its place and does not repeat it",
    (text) => {
      const good = randomBytes(32).toString("base64");
      expect(() => parseMasterKeys(`${good},${text}`, "WAYBILL_MASTER_KEY")).toThrow(
        /^Master key 2 of WAYBILL_MASTER_KEY is not/,
      );
    },
  );
});

describe("rotation of the file", () => {
  it("puts the new key first, then forgets the older ones", async () => {
    const [old] = await readMasterKeys(fromFile());
    const added = await addMasterKey(fromFile());
    expect(idsOf(added)[1]).toBe(old?.id);
    expect(idsOf(await readMasterKeys(fromFile()))).toEqual(idsOf(added));
    await dropOlderMasterKeys(fromFile());
    expect(idsOf(await readMasterKeys(fromFile()))).toEqual(idsOf(added).slice(0, 1));
    expect((await stat(join(folder, "master-key"))).mode & 0o777).toBe(0o600);
  });
});

describe("masterKeySource", () => {
  it("takes an empty variable for none and .data for the folder", () => {
    const source = masterKeySource({ WAYBILL_MASTER_KEY: "" });
    expect(source.variable).toBeUndefined();
    expect(source.folder.endsWith("/.data")).toBe(true);
  });
});
