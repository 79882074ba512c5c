import { pool } from "../db/client";
import type { Account } from "./stored-day";

/** In October 2026: a subscription of $20 a month, and $100 of credits bought on the 12th, whose fee is $5.50. */
export async function storeOtherCosts({ organizationId, connectionId }: Account, name: string): Promise<void> {
  await pool().query(
    "INSERT INTO subscriptions (organization_id, name, amount_usd, from_day, created_by) VALUES ($1, $2, 20, '2026-10-01', 'operator')",
    [organizationId, name],
  );
  await pool().query(
    `INSERT INTO credit_readings (organization_id, connection_id, at, day, total_usd, used_usd)
     VALUES ($1, $2, '2026-10-11T00:00:00Z', '2026-10-11', 50, 0), ($1, $2, '2026-10-12T09:00:00Z', '2026-10-12', 150, 0)`,
    [organizationId, connectionId],
  );
}
