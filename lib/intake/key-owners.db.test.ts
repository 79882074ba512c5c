import { expect, it } from "vitest";
import { pool } from "../db/client";
import { mintPersonScope, mintSystemScope } from "../domain/mint-scope";
import { createDeveloper } from "../ledger/people/developer-making";
import { type Account, storeAccount } from "../test/stored-day";
import { setKeyOwners } from "./key-owners";

const NOW = new Date("2026-11-21T08:00:00Z");
const operator = (account: Account) => mintSystemScope(account.organizationId, { kind: "operator" });
const key = (name: string) => ({ hasHash: true, name, owned: false, creator: null, inWorkspace: false }) as const;

async function furnished(): Promise<Account> {
  const account = await storeAccount([key("web"), key("ci"), key("ci"), key('o\'brien, "x"')]);
  await createDeveloper(operator(account), { name: "Ada", email: "ada@acme.example", kind: "person" });
  await createDeveloper(operator(account), { name: "Bob", email: "bob@acme.example", kind: "person" });
  return account;
}

async function owners(account: Account): Promise<string[]> {
  const { rows } = await pool().query<{ told: string }>(
    `SELECT concat_ws(' ', k.name, d.name, o.from_day, o.to_day) AS told FROM key_ownerships o JOIN keys k ON k.id = o.key_id
     JOIN developers d ON d.id = o.developer_id WHERE k.organization_id = $1 ORDER BY k.name, o.from_day`,
    [account.organizationId],
  );
  return rows.map(({ told }) => told);
}

it("sets what fits and tells of each line that does not, why", async () => {
  const account = await furnished();
  const [, hash] = account.keyIds;
  const text = [
    "key,owner,from,until",
    "web,ada@acme.example,2026-01-01,2026-03-01",
    " web , BOB@acme.example ,2026-03-01",
    "",
    "web,ada@acme.example,2026-02-01,2026-04-01",
    "ci,ada@acme.example,2026-01-01",
    `${hash},ada@acme.example,2026-01-01`,
    '"o\'brien, ""x""",bob@acme.example,2026-01-01',
    "nothing,ada@acme.example,2026-01-01",
    "web,eve@acme.example,2026-01-01",
    "web,ada@acme.example,1 May",
    "web,ada@acme.example,2026-05-02,2026-05-01",
    "web",
    "=cmd(),a\u0000,2026-01-01",
  ].join("\r\n");
  expect(await setKeyOwners(operator(account), text, NOW)).toEqual({
    set: 4,
    rejected: [
      {
        line: 5,
        text: "web, ada@acme.example, 2026-02-01, 2026-04-01",
        message: "2026-02-01 until 2026-04-01 overlaps what is said already: Bob from 2026-03-01 on.",
      },
      expect.objectContaining({ line: 6, message: 'Several keys are called "ci".' }),
      expect.objectContaining({ line: 9, message: 'There is no key "nothing".' }),
      expect.objectContaining({ line: 10, message: 'There is no developer "eve@acme.example".' }),
      expect.objectContaining({ line: 11, message: '"1 May" is no first day: write YYYY-MM-DD.' }),
      expect.objectContaining({ line: 12, message: expect.stringContaining("before it begins") }),
      expect.objectContaining({ line: 13 }),
      expect.objectContaining({ line: 14, message: "The line is no text." }),
    ],
  });
  expect(await owners(account)).toEqual([
    "ci Ada 2026-01-01",
    'o\'brien, "x" Bob 2026-01-01',
    "web Ada 2026-01-01 2026-03-01",
    "web Bob 2026-03-01",
  ]);
});

it("takes neither an empty list nor an endless one, and nothing from whoever may not", async () => {
  const account = await furnished();
  for (const text of ["", "\n \n", "key,owner,from\n"]) {
    await expect(setKeyOwners(operator(account), text, NOW)).rejects.toMatchObject({ code: "invalid_input" });
  }
  const line = "web,ada@acme.example,2026-01-01\n";
  await expect(setKeyOwners(operator(account), line.repeat(2_001), NOW)).rejects.toMatchObject({ code: "too_large" });
  await expect(setKeyOwners(operator(account), "x".repeat(1_000_001), NOW)).rejects.toMatchObject({ code: "too_large" });
  const actor = { kind: "person", userId: account.ownerId, email: "owner@acme.example" } as const;
  const finance = mintPersonScope(account.organizationId, actor, "finance", { kind: "all" });
  await expect(setKeyOwners(finance, line, NOW)).rejects.toMatchObject({ code: "forbidden" });
  expect(await owners(account)).toEqual([]);
});

it("finds no key and no person of another organization", async () => {
  const [ours, theirs] = [await storeAccount(), await furnished()];
  const report = await setKeyOwners(operator(ours), "web,ada@acme.example,2026-01-01", NOW);
  expect(report).toMatchObject({ set: 0, rejected: [{ message: 'There is no key "web".' }] });
  expect(await owners(theirs)).toEqual([]);
});
