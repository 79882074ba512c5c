import pino from "pino";
import { beforeEach, describe, expect, it } from "vitest";
import { pool } from "../db/client";
import { addDays, parseDay } from "../domain/day";
import { NO_FIGURES } from "../domain/figures";
import { mintSystemScope } from "../domain/mint-scope";
import type { AuthorizedScope } from "../domain/scope";
import { parseUsd } from "../domain/usd";
import { inviteMember } from "../ledger/people/members";
import { setManagedTeams } from "../ledger/people/teams";
import { rebuildDay } from "../ledger/rebuild/rebuild-day";
import { addReportRecipient, removeReportRecipient, setReportSchedule } from "../ledger/weekly-report/schedule";
import { membersOf } from "../queries/people/members";
import { reportReaders, reportSchedule, sentReports } from "../queries/weekly-report/recipients";
import { type Account, storeAccount, storeBill } from "../test/stored-day";
import { makeDueReports } from "./weekly-reports";

/** A Monday. The day before, a week ended. */
const MONDAY = parseDay("2026-11-16");
const DUE = new Date("2026-11-16T07:00:00Z");
const WEEK = "2026-W46";

let account: Account;
let scope: AuthorizedScope;

async function bill(day: ReturnType<typeof parseDay>, cost: string): Promise<void> {
  const cell = { ...NO_FIGURES, key: 0, model: "gpt", provider: "OpenAI", costUsd: parseUsd(cost), requests: 1 };
  await storeBill(account, day, "analytics", [cell], DUE);
  await rebuildDay(account.connectionId, day, new Date(DUE.getTime() - 3_600_000));
}

beforeEach(async () => {
  await pool().query("DELETE FROM organizations");
  account = await storeAccount([{ hasHash: true, name: "laptop", owned: true, creator: null, inWorkspace: false }]);
  scope = mintSystemScope(account.organizationId, { kind: "operator" });
  for (let back = 1; back <= 14; back++) await bill(addDays(MONDAY, -back), "2");
  await pool().query(
    "INSERT INTO developer_aliases (organization_id, developer_id, kind, value) VALUES ($1, $2, 'email', 'owner@acme.example')",
    [account.organizationId, account.ownerId],
  );
  for (const [email, role] of [
    ["finance@acme.example", "finance"],
    ["manager@acme.example", "manager"],
    ["owner@acme.example", "member"],
    ["nobody@acme.example", "member"],
  ] as const)
    await inviteMember(scope, { email, role });
  const manager = (await membersOf(scope, DUE)).find(({ role }) => role === "manager");
  await setManagedTeams(scope, manager?.id ?? "", [account.teamId]);
});

const run = (now = DUE) =>
  makeDueReports({
    now: () => now,
    signal: new AbortController().signal,
    log: pino({ level: "silent" }),
    origin: "https://waybill.example",
  });

async function reports(): Promise<string[]> {
  const { rows } = await pool().query(
    "SELECT week, split_part(subject, ' ', 1) AS kind, edition FROM weekly_reports ORDER BY 1, 2, 3",
  );
  return rows.map(({ week, kind, edition }) => `${week} ${kind} ${edition}`);
}
async function messages(): Promise<Record<string, string>> {
  const { rows } = await pool().query("SELECT recipient, key, content FROM messages ORDER BY recipient");
  expect(new Set(rows.map(({ recipient, key }) => `${recipient} ${key}`)).size).toBe(rows.length);
  return Object.fromEntries(rows.map(({ recipient, key, content }) => [`${recipient} ${key}`, content.title]));
}

describe("on Monday", () => {
  it("makes the organization's report though nobody gets it, at its hour and not before", async () => {
    await run(new Date(DUE.getTime() - 1));
    expect(await reports()).toEqual(["2026-W45 organization 1"]);
    await run();
    expect(await reports()).toEqual(["2026-W45 organization 1", `${WEEK} organization 1`]);
    expect(await messages()).toEqual({});
  });

  it("sends each reader the report of what he may see, once, however often he is listed and however many workers run", async () => {
    for (const role of ["finance", "manager", "member"]) await addReportRecipient(scope, { kind: "role", role }, DUE);
    await addReportRecipient(scope, { kind: "team", teamId: account.teamId }, DUE);
    await addReportRecipient(scope, { kind: "address", email: "Owner@acme.example", teamId: null }, DUE);
    await addReportRecipient(scope, { kind: "address", email: "board@elsewhere.example", teamId: account.teamId }, DUE);
    await Promise.all([run(), run(), run()]);
    await run(new Date(DUE.getTime() + 3_600_000));
    expect(await messages()).toEqual({
      [`board@elsewhere.example report:${WEEK}`]: "Week 46, 9–15 Nov 2026: $14.00 for Platform",
      [`finance@acme.example report:${WEEK}`]: "Week 46, 9–15 Nov 2026: $14.00 for Acme",
      [`manager@acme.example report:${WEEK}`]: "Week 46, 9–15 Nov 2026: $14.00 for Platform",
      [`owner@acme.example report:${WEEK}`]: "Week 46, 9–15 Nov 2026: $14.00 for Owner",
    });
    expect(await reports()).toEqual([`${WEEK} developers 1`, `${WEEK} organization 1`, `${WEEK} teams 1`]);
    expect(await reportReaders(scope, MONDAY)).toContainEqual({ email: "nobody@acme.example", role: "member", subject: null });
    expect(await sentReports(scope)).toHaveLength(4);
  });

  it("goes on where a killed worker stopped, with the report that was stored", async () => {
    await addReportRecipient(scope, { kind: "role", role: "finance" }, DUE);
    await addReportRecipient(scope, { kind: "address", email: "board@elsewhere.example", teamId: null }, DUE);
    await run();
    // As if it had been killed before the second message and before it noted the end; then a day was restated.
    await pool().query("DELETE FROM messages WHERE recipient = 'finance@acme.example'");
    await pool().query("UPDATE report_schedules SET done_week = NULL");
    await bill(addDays(MONDAY, -1), "999");
    await run(new Date(DUE.getTime() + 60_000));
    expect(Object.values(await messages())).toEqual(Array(2).fill("Week 46, 9–15 Nov 2026: $14.00 for Acme"));
    expect(await reports()).toEqual([`${WEEK} organization 1`]);
  });

  it("waits while books are being brought up to date, but not for ever", async () => {
    await run();
    const next = new Date(DUE.getTime() + 7 * 86_400_000);
    await pool().query("INSERT INTO dirty_days (connection_id, day, marked_at) VALUES ($1, $2, now())", [
      account.connectionId,
      MONDAY,
    ]);
    await run(new Date(next.getTime() + 3_600_000));
    expect(await reports()).toEqual([`${WEEK} organization 1`]);
    await run(new Date(next.getTime() + 12 * 3_600_000));
    expect(await reports()).toEqual([`${WEEK} organization 1`, "2026-W47 organization 1"]);
  });

  it("has the first look for recommendations in the first report, and waits no more than half an hour for it", async () => {
    const now = new Date(DUE.getTime() + 600_000);
    await pool().query("UPDATE day_books SET rebuilt_at = $1", [DUE]);
    await run(now);
    expect(await reports()).toEqual([]);
    await run(new Date(DUE.getTime() + 31 * 60_000));
    expect(await reports()).toEqual([`${WEEK} organization 1`]);
  });

  it("tries again after a failure, says so, and keeps no report from the others", async () => {
    await addReportRecipient(scope, { kind: "role", role: "finance" }, DUE);
    await addReportRecipient(scope, { kind: "role", role: "manager" }, DUE);
    // A team that is gone between the list and the report.
    await pool().query("ALTER TABLE weekly_reports ADD CONSTRAINT no_teams CHECK (subject NOT LIKE 'teams%')");
    await run();
    expect(Object.keys(await messages())).toEqual([`finance@acme.example report:${WEEK}`]);
    expect((await reportSchedule(scope)).lastError).toContain("could not be made");
    await pool().query("ALTER TABLE weekly_reports DROP CONSTRAINT no_teams");
    await run(new Date(DUE.getTime() + 60_000));
    expect(Object.keys(await messages())).toHaveLength(1);
    await run(new Date(DUE.getTime() + 11 * 60_000));
    expect(Object.keys(await messages())).toHaveLength(2);
    expect((await reportSchedule(scope)).lastError).toBeNull();
  });

  it("is another day and hour where an admin says so, and sends nothing where he says so", async () => {
    await addReportRecipient(scope, { kind: "role", role: "finance" }, DUE);
    await setReportSchedule(scope, { weekday: 3, hour: 9, sends: false });
    await run(new Date("2026-11-18T08:59:00Z"));
    expect(await reports()).toEqual(["2026-W45 organization 1"]);
    await run(new Date("2026-11-18T09:00:00Z"));
    expect(await reports()).toEqual(["2026-W45 organization 1", `${WEEK} organization 1`]);
    expect(await messages()).toEqual({});
  });
});

describe("the list of recipients", () => {
  it("refuses what is no recipient, and the same twice", async () => {
    const add = (rule: Parameters<typeof addReportRecipient>[1]) => addReportRecipient(scope, rule, DUE);
    await expect(add({ kind: "role", role: "king" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(add({ kind: "address", email: "a@b\r\nBcc: c@d", teamId: null })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await expect(add({ kind: "team", teamId: account.connectionId })).rejects.toMatchObject({ code: "not_found" });
    await expect(add({ kind: "team", teamId: "'; DROP TABLE teams" })).rejects.toMatchObject({ code: "not_found" });
    const { id } = await add({ kind: "address", email: "a@b.example", teamId: null });
    await expect(add({ kind: "address", email: "A@b.example", teamId: account.teamId })).rejects.toMatchObject({
      code: "conflict",
    });
    const stranger = await storeAccount([]);
    const theirs = mintSystemScope(stranger.organizationId, { kind: "operator" });
    await expect(removeReportRecipient(theirs, id)).rejects.toMatchObject({ code: "not_found" });
    await removeReportRecipient(scope, id);
    await expect(removeReportRecipient(scope, id)).rejects.toMatchObject({ code: "not_found" });
    await expect(setReportSchedule(scope, { weekday: 8, hour: 7, sends: true })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(setReportSchedule(scope, { weekday: 1, hour: 24, sends: true })).rejects.toMatchObject({
      code: "invalid_input",
    });
  });

  it("sends a member what he sees, and nothing to who was removed, though his address is listed", async () => {
    await addReportRecipient(scope, { kind: "address", email: "owner@acme.example", teamId: null }, DUE);
    expect(await reportReaders(scope, MONDAY)).toEqual([
      { email: "owner@acme.example", role: "member", subject: { kind: "developers", ids: [account.ownerId] } },
    ]);
    await pool().query("UPDATE memberships SET removed_at = now() WHERE email = 'owner@acme.example'");
    expect(await reportReaders(scope, MONDAY)).toEqual([]);
  });
});
