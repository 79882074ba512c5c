import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../db/sql";
import { type Day, isDay } from "../domain/day";
import { WaybillError } from "../domain/error";
import { parsePercent, percentToString } from "../domain/other-costs";
import { permit } from "../domain/permit";
import type { AuthorizedScope } from "../domain/scope";
import { compareUsd, parseUsd, type Usd, UsdError, usdToString, ZERO_USD } from "../domain/usd";
import { actorName, writeAudit } from "./audit";

/** A subscription as somebody wrote it. */
export interface WrittenSubscription {
  name: string;
  amount: string;
  from: string;
  /** Empty: until it is ended. */
  to: string;
}

/** More than anybody pays for by the month, fewer than a page would drown in. */
const MOST_SUBSCRIPTIONS = 500;

function refuse(message: string, todo: string): never {
  throw new WaybillError("invalid_input", message, { todo });
}

function dollarsOf(text: string, what: string): Usd {
  const todo = "Write an amount of US dollars, such as 20 or 12.50.";
  const plain = text.trim().replace(/^\$\s*/, "");
  const digits = /^\d{1,3}(,\d{3})+(\.\d*)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
  if (!/^(\d+(\.\d{0,12})?|\.\d{1,12})$/.test(digits))
    refuse(`${what} is not an amount: ${JSON.stringify(text.slice(0, 40))}.`, todo);
  try {
    return parseUsd(digits);
  } catch (error) {
    if (error instanceof UsdError) refuse(`${what} is below 100 million dollars.`, todo);
    throw error;
  }
}

function dayOfText(text: string, what: string): Day {
  const day = text.trim();
  if (!isDay(day)) refuse(`${what} is not a day: ${JSON.stringify(text.slice(0, 40))}.`, "Choose a day (YYYY-MM-DD).");
  return day;
}

function checked({ name, amount, from, to }: WrittenSubscription) {
  const wanted = name.trim();
  if (wanted.length === 0 || wanted.length > 100 || /\p{Cc}/u.test(wanted))
    refuse("A subscription needs a name of 1 to 100 characters on one line.", "Write its name as it stands on its invoice.");
  const amountUsd = dollarsOf(amount, "What it costs a month");
  if (compareUsd(amountUsd, ZERO_USD) === 0) refuse("A subscription costs more than nothing.", "Write what it costs a month.");
  const [fromDay, toDay] = [dayOfText(from, "Its first day"), to.trim() === "" ? null : dayOfText(to, "Its last day")];
  if (toDay !== null && toDay < fromDay) refuse("It would end before it begins.", "Choose a last day after the first, or none.");
  return { name: wanted, amountUsd, fromDay, toDay };
}

/** Notes a fixed price a month. Throws WaybillError `invalid_input`, `too_large` for more than anybody has. */
export async function addSubscription(scope: AuthorizedScope, written: WrittenSubscription): Promise<{ id: string }> {
  permit(scope, "other_costs.manage");
  const wanted = checked(written);
  return transaction(async (client) => {
    await lockOtherCosts(client, scope);
    const [made] = await select(
      sql`INSERT INTO subscriptions (organization_id, name, amount_usd, from_day, to_day, created_by)
          SELECT ${scope.organizationId}::uuid, ${wanted.name}, ${usdToString(wanted.amountUsd)}::numeric, ${wanted.fromDay}::date,
                 ${wanted.toDay}::date, ${actorName(scope.actor)}
          WHERE (SELECT count(*) FROM subscriptions WHERE organization_id = ${scope.organizationId}::uuid) < ${MOST_SUBSCRIPTIONS}::int
          RETURNING id::text`,
      z.object({ id: z.string() }),
      client,
    );
    if (!made) {
      throw new WaybillError("too_large", `There are ${MOST_SUBSCRIPTIONS} subscriptions already.`, {
        todo: "Delete those that were never charged.",
      });
    }
    await writeAudit(client, scope, "subscription.added", made.id, { ...wanted, amountUsd: usdToString(wanted.amountUsd) });
    return made;
  });
}

const Found = z.object({ id: z.string(), name: z.string() });

async function lockOtherCosts(client: Queryable, scope: AuthorizedScope): Promise<void> {
  await execute(sql`SELECT pg_advisory_xact_lock(hashtextextended(${`other costs ${scope.organizationId}`}, 0))`, client);
}

async function lockSubscription(client: Queryable, scope: AuthorizedScope, id: string): Promise<z.output<typeof Found>> {
  const [found] = await select(
    sql`SELECT id::text, name FROM subscriptions WHERE id::text = ${id} AND organization_id = ${scope.organizationId}::uuid FOR UPDATE`,
    Found,
    client,
  );
  if (!found) throw new WaybillError("not_found", "There is no such subscription.", { todo: "Reload the page." });
  return found;
}

/** Name, price and days anew: for what was written wrongly. A new price is a new subscription from its day on. */
export async function changeSubscription(scope: AuthorizedScope, id: string, written: WrittenSubscription): Promise<void> {
  permit(scope, "other_costs.manage");
  const wanted = checked(written);
  await transaction(async (client) => {
    const found = await lockSubscription(client, scope, id);
    await execute(
      sql`UPDATE subscriptions SET name = ${wanted.name}, amount_usd = ${usdToString(wanted.amountUsd)}::numeric,
            from_day = ${wanted.fromDay}::date, to_day = ${wanted.toDay}::date WHERE id = ${found.id}::uuid`,
      client,
    );
    await writeAudit(client, scope, "subscription.changed", found.id, { ...wanted, amountUsd: usdToString(wanted.amountUsd) });
  });
}

/** Takes a subscription out with all its charges: for what was never paid. One that ends gets a last day instead. */
export async function deleteSubscription(scope: AuthorizedScope, id: string): Promise<void> {
  permit(scope, "other_costs.manage");
  await transaction(async (client) => {
    const found = await lockSubscription(client, scope, id);
    await execute(sql`DELETE FROM subscriptions WHERE id = ${found.id}::uuid`, client);
    await writeAudit(client, scope, "subscription.deleted", found.id, { name: found.name });
  });
}

/** What is added to purchases of credits from a day on. Throws WaybillError `invalid_input`. */
export async function setCreditFee(
  scope: AuthorizedScope,
  { percent, least, from }: { percent: string; least: string; from: string },
): Promise<void> {
  permit(scope, "other_costs.manage");
  const units = parsePercent(percent);
  if (units === null) refuse(`${JSON.stringify(percent.slice(0, 40))} is no percentage from 0 to 100.`, "Write it as 5.5.");
  const [leastUsd, fromDay] = [dollarsOf(least, "The least fee"), dayOfText(from, "The first day")];
  const told = { percent: percentToString(units), leastUsd: usdToString(leastUsd), fromDay };
  await transaction(async (client) => {
    await execute(
      sql`INSERT INTO credit_fee_rates (organization_id, from_day, percent, least_usd)
          VALUES (${scope.organizationId}::uuid, ${fromDay}::date, ${told.percent}::numeric, ${told.leastUsd}::numeric)
          ON CONFLICT (organization_id, from_day) DO UPDATE SET percent = excluded.percent, least_usd = excluded.least_usd`,
      client,
    );
    await writeAudit(client, scope, "credit_fee.set", null, told);
  });
}
