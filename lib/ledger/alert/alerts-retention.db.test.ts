import { beforeEach, expect, it } from "vitest";
import { pool } from "../../db/client";
import { ALERT_HISTORY_KEPT_DAYS } from "../../domain/alert/alert";
import { createOrganization } from "../organizations";
import { dropOldAlerts } from "./alerts-retention";

const NOW = new Date("2026-11-20T12:00:00Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);
const OLD = ALERT_HISTORY_KEPT_DAYS + 0.1;
let organizationId: string;

beforeEach(async () => {
  await pool().query("DELETE FROM alert_states");
  organizationId = (await createOrganization(pool(), { name: "Acme", actor: { kind: "operator" } })).id;
});

interface Stood {
  watched?: boolean;
  level?: string;
  told?: string;
  since?: number;
}

/** An alert that stands so, with changes that were told so many days ago. */
async function alert(subject: string, stood: Stood, changes: readonly number[]): Promise<void> {
  const { watched = true, level = "ok", told = level, since = 1 } = stood;
  const { rows } = await pool().query(
    `INSERT INTO alert_states (organization_id, rule, subject, name, level, step, since, told_level, told_step, headline, facts, scope, link, watched)
     VALUES ($1, 'spike', $2, $2, $3, 0, $4, $5, 0, 'H', '[]', '{}', '{}', $6) RETURNING id`,
    [organizationId, subject, level, daysAgo(since), told, watched],
  );
  for (const [index, days] of changes.entries()) {
    await pool().query(
      `INSERT INTO alert_events (organization_id, state_id, number, change, level, step, at, headline, facts)
       VALUES ($1, $2, $3, 'opened', 'warning', 1, $4, 'H', '[]')`,
      [organizationId, rows[0].id, index + 1, daysAgo(days)],
    );
  }
}

async function kept(): Promise<Record<string, number[]>> {
  const { rows } = await pool().query(
    `SELECT s.subject, coalesce(array_agg(e.number ORDER BY e.number) FILTER (WHERE e.number IS NOT NULL), '{}') AS numbers
     FROM alert_states s LEFT JOIN alert_events e ON e.state_id = s.id WHERE s.organization_id = $1 GROUP BY 1`,
    [organizationId],
  );
  return Object.fromEntries(rows.map(({ subject, numbers }) => [subject, numbers]));
}

it("drops what is over for longer than history is kept, and nothing of what is open", async () => {
  await alert("gone long ago", { watched: false, since: OLD }, [OLD + 5, OLD]);
  await alert("gone lately", { watched: false, since: ALERT_HISTORY_KEPT_DAYS - 0.1 }, [OLD, ALERT_HISTORY_KEPT_DAYS - 0.1]);
  await alert("well for years", { since: 900 }, [1000, 950, 900]);
  await alert("well, with late changes", {}, [900, OLD, 30, 1]);
  await alert("in trouble for years", { level: "exceeded", since: 800 }, [1000, 900, 800]);
  await alert("figures missing, trouble told", { level: "no_data", told: "warning" }, [1000, 900]);
  await alert("trouble eases, not yet told as over", { level: "ok", told: "warning" }, [1000, 900]);
  const left = {
    "gone lately": [2],
    "well for years": [3],
    "well, with late changes": [3, 4],
    "in trouble for years": [1, 2, 3],
    "figures missing, trouble told": [1, 2],
    "trouble eases, not yet told as over": [1, 2],
  };
  expect(await dropOldAlerts(NOW)).toEqual({ alerts: 1, changes: 1 + 2 + 2 });
  expect(await kept()).toEqual(left);
  expect(await dropOldAlerts(NOW)).toEqual({ alerts: 0, changes: 0 });
  expect(await kept()).toEqual(left);
});
