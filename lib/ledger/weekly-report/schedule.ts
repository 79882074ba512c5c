import { z } from "zod";
import { execute, select, sql, transaction } from "../../db/sql";
import { parseEmail } from "../../domain/email";
import { WaybillError } from "../../domain/error";
import { permit } from "../../domain/permit";
import { isRole } from "../../domain/role";
import type { AuthorizedScope } from "../../domain/scope";
import { type ReportSchedule, scheduleWords } from "../../domain/weekly-report/schedule";
import { actorName, writeAudit } from "../audit";

/** Sets when an organization's weekly reports are made and sent. Throws `invalid_input` for a day or hour that is none. */
export async function setReportSchedule(scope: AuthorizedScope, schedule: ReportSchedule): Promise<void> {
  permit(scope, "reports.manage");
  const { weekday, hour, sends } = schedule;
  if (!Number.isInteger(weekday) || weekday < 1 || weekday > 7 || !Number.isInteger(hour) || hour < 0 || hour > 23) {
    throw new WaybillError("invalid_input", "There is no such time of the week.", {
      todo: "Choose a day from Monday (1) to Sunday (7) and a full hour from 0 to 23, UTC.",
    });
  }
  await transaction(async (client) => {
    await execute(
      sql`INSERT INTO report_schedules (organization_id, weekday, hour, sends)
          VALUES (${scope.organizationId}::uuid, ${weekday}, ${hour}, ${sends})
          ON CONFLICT (organization_id) DO UPDATE SET weekday = excluded.weekday, hour = excluded.hour, sends = excluded.sends`,
      client,
    );
    await writeAudit(client, scope, "report_schedule.set", scope.organizationId, { when: scheduleWords(schedule), sends });
  });
}

/** Who is to get weekly reports: members of a role, managers and people of a team, or one address. */
export type RecipientRule =
  | { kind: "role"; role: string }
  | { kind: "team"; teamId: string }
  /** `teamId`: whose report an address of no member gets; null: the organization's. */
  | { kind: "address"; email: string; teamId: string | null };

const UUID = /^[0-9a-f-]{36}$/i;

async function checkTeam(scope: AuthorizedScope, teamId: string | null): Promise<void> {
  if (teamId === null) return;
  const found = UUID.test(teamId)
    ? await select(
        sql`SELECT id FROM teams WHERE id = ${teamId}::uuid AND organization_id = ${scope.organizationId}::uuid`,
        z.object({ id: z.string() }),
      )
    : [];
  if (found.length === 0) throw new WaybillError("not_found", "There is no such team.", { todo: "Choose one of the list." });
}

function checkedRule(rule: RecipientRule): { role: string | null; teamId: string | null; email: string | null } {
  if (rule.kind === "team") return { role: null, teamId: rule.teamId, email: null };
  if (rule.kind === "role") {
    if (isRole(rule.role)) return { role: rule.role, teamId: null, email: null };
    throw new WaybillError("invalid_input", "There is no such role.", {
      todo: "Choose owner, admin, finance, manager or member.",
    });
  }
  const email = parseEmail(rule.email);
  if (email) return { role: null, teamId: rule.teamId, email };
  throw new WaybillError("invalid_input", `${JSON.stringify(rule.email.slice(0, 100))} is not an e-mail address.`, {
    todo: "Write one address, such as mei@example.com.",
  });
}

const Id = z.object({ id: z.string() });

/** Adds to whom reports are sent. Throws `conflict` where the same is there already. */
export async function addReportRecipient(scope: AuthorizedScope, rule: RecipientRule, now: Date): Promise<{ id: string }> {
  permit(scope, "reports.manage");
  const { role, teamId, email } = checkedRule(rule);
  await checkTeam(scope, teamId);
  return transaction(async (client) => {
    const [added] = await select(
      sql`INSERT INTO report_recipients (organization_id, kind, role, team_id, email, added_by, added_at)
          VALUES (${scope.organizationId}::uuid, ${rule.kind}, ${role}, ${teamId}::uuid, ${email}, ${actorName(scope.actor)}, ${now})
          ON CONFLICT DO NOTHING RETURNING id`,
      Id,
      client,
    );
    if (!added) {
      throw new WaybillError("conflict", "They get the weekly report already.", {
        todo: rule.kind === "address" ? "Remove the address first to give it another report." : "Nothing needs to be done.",
      });
    }
    await writeAudit(client, scope, "report_recipient.added", added.id, { kind: rule.kind, role, teamId, email });
    return added;
  });
}

/** Takes somebody off. Throws `not_found`. */
export async function removeReportRecipient(scope: AuthorizedScope, id: string): Promise<void> {
  permit(scope, "reports.manage");
  await transaction(async (client) => {
    const [removed] = await select(
      sql`DELETE FROM report_recipients WHERE id::text = ${id} AND organization_id = ${scope.organizationId}::uuid
          RETURNING id, kind, role, email`,
      z.object({ id: z.string(), kind: z.string(), role: z.string().nullable(), email: z.string().nullable() }),
      client,
    );
    if (!removed) throw new WaybillError("not_found", "There is no such recipient.", { todo: "Reload the page." });
    const { kind, role, email } = removed;
    await writeAudit(client, scope, "report_recipient.removed", removed.id, { kind, role, email });
  });
}
