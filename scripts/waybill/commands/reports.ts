import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { dayOf } from "../../../lib/domain/day";
import { WaybillError } from "../../../lib/domain/error";
import { addWeeks, readWeek, type Week, weekOf } from "../../../lib/domain/iso-week";
import type { AuthorizedScope } from "../../../lib/domain/scope";
import { usdToString } from "../../../lib/domain/usd";
import { reportPage } from "../../../lib/domain/weekly-report/page";
import { scheduleWords } from "../../../lib/domain/weekly-report/schedule";
import { askedSubject, type SubjectKey } from "../../../lib/domain/weekly-report/subject";
import {
  addReportRecipient,
  type RecipientRule,
  removeReportRecipient,
  setReportSchedule,
} from "../../../lib/ledger/weekly-report/schedule";
import { storeWeeklyReport } from "../../../lib/ledger/weekly-report/weekly-reports";
import { weeklyReportHtml } from "../../../lib/notify/weekly-report-html";
import { weeklyReportText } from "../../../lib/notify/weekly-report-text";
import { makeWeeklyReport } from "../../../lib/queries/weekly-report/make";
import { recipientEntries, reportReaders, reportSchedule } from "../../../lib/queries/weekly-report/recipients";
import { listReports, storedReport } from "../../../lib/queries/weekly-report/weekly-reports";
import { inSession } from "../session";

interface Whose {
  team?: string;
  developer?: string;
}

function subjectOf(scope: AuthorizedScope, whose: Whose): SubjectKey {
  return askedSubject(scope, whose) ?? { kind: "organization", ids: [] };
}

/** The week named, or the last one that is over. */
function weekFrom(text: string | undefined, now: Date): Week {
  return text === undefined ? addWeeks(weekOf(dayOf(now)), -1) : readWeek(text);
}

function readRule(kind: string, value: string, team: string | undefined): RecipientRule {
  if (kind === "role") return { kind, role: value };
  if (kind === "team") return { kind, teamId: value };
  if (kind === "address") return { kind, email: value, teamId: team ?? null };
  throw new WaybillError("invalid_input", `There is no kind of recipient ${JSON.stringify(kind.slice(0, 40))}.`, {
    todo: "Use role, team or address.",
  });
}

function whoseOptions(command: Command): Command {
  return command
    .option("--team <id>", "the report of this team instead of the organization's")
    .option("--developer <id>", "the report of this developer");
}

function recipientCommands(group: Command): void {
  group
    .command("recipients")
    .description("who is on the list, and who that is today")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const authorized = await scope();
        const entries = await recipientEntries(authorized);
        const readers = await reportReaders(authorized, dayOf(now));
        print([
          ...entries.map(({ id, kind, role, teamName, email }) => ({
            entry: id,
            kind,
            who: role ?? email ?? teamName,
            report: teamName ?? "",
          })),
          ...readers.map(({ email, role, subject }) => ({
            entry: "",
            kind: "today",
            who: email,
            report: `${role ?? "no member"}: ${subject?.kind ?? "none"}`,
          })),
        ]);
      }),
    );

  group
    .command("add-recipient <kind> <who>")
    .description("role <role>, team <id>, or address <e-mail>")
    .option("--team <id>", "whose report an address of no member gets; without it the organization's")
    .action((kind: string, who: string, { team }: Whose, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const { id } = await addReportRecipient(await scope(), readRule(kind, who, team), now);
        say({ id }, `Added: ${kind} ${who}.`);
      }),
    );

  group
    .command("remove-recipient <id>")
    .description("takes an entry off the list")
    .action((id: string, _options, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        await removeReportRecipient(await scope(), id);
        say({ id }, "Removed.");
      }),
    );

  group
    .command("schedule [weekday] [hour]")
    .description("when reports are made: a weekday from 1 (Monday) and an hour, UTC; without them, how it is set")
    .option("--keep", "make them and send them to nobody")
    .action((weekday: string | undefined, hour: string | undefined, { keep }: { keep?: boolean }, command: Command) =>
      inSession(command, async ({ scope, say }) => {
        const authorized = await scope();
        if (weekday !== undefined) {
          await setReportSchedule(authorized, { weekday: Number(weekday), hour: Number(hour ?? 7), sends: !keep });
        }
        const set = await reportSchedule(authorized);
        say(
          { ...set },
          `Reports are made on ${scheduleWords(set)} and ${set.sends ? "sent to the recipients" : "sent to nobody"}.`,
        );
      }),
    );
}

export function reportCommands(program: Command): void {
  const group = program.command("reports").alias("report").description("the weekly report");

  whoseOptions(group.command("list").description("reports that were made, newest week first")).action(
    (whose: Whose, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const authorized = await scope();
        const reports = await listReports(authorized, subjectOf(authorized, whose));
        print(
          reports.map(({ week, edition, madeAt, spendUsd, beforeUsd }) => ({
            week,
            edition,
            madeAt: madeAt.toISOString(),
            spendUsd: usdToString(spendUsd),
            beforeUsd: beforeUsd === null ? null : usdToString(beforeUsd),
          })),
        );
      }),
  );

  whoseOptions(group.command("make [week]").description("make a week's report now and keep it (last week's)")).action(
    (week: string | undefined, whose: Whose, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const report = await makeWeeklyReport(authorized, subjectOf(authorized, whose), weekFrom(week, now), now);
        const { edition, isNew } = await storeWeeklyReport(authorized, report);
        say(
          { week: report.week, edition, isNew },
          isNew ? `Made ${report.week}, edition ${edition}.` : `Edition ${edition} of ${report.week} says the same: it was kept.`,
        );
      }),
  );

  whoseOptions(group.command("show [week]").description("read a report; with --json the whole document"))
    .option("--edition <number>", "an earlier edition")
    .option("--html <file>", "write it to a file, as it is mailed")
    .action(
      (week: string | undefined, { edition, html, ...whose }: Whose & { edition?: string; html?: string }, command: Command) =>
        inSession(command, async ({ scope, tell, now }) => {
          const authorized = await scope();
          const asked = weekFrom(week, now);
          const stored = await storedReport(authorized, subjectOf(authorized, whose), asked, edition ? Number(edition) : null);
          if (!stored) {
            throw new WaybillError("not_found", `No such report of ${asked} was made.`, {
              todo: `Make it: report make ${asked}`,
            });
          }
          const page = reportPage(stored.report);
          const base = process.env.WAYBILL_URL ?? "";
          if (html) writeFileSync(html, weeklyReportHtml(page, base, `reports/${asked}`));
          tell({ ...stored.report, edition: stored.edition }, weeklyReportText(page, base, `reports/${asked}`).split("\n"));
        }),
    );

  recipientCommands(group);
}
