import type { AlertSignal } from "../../../domain/alert/alert";
import { balanceSignal } from "../../../domain/alert/balance";
import type { AlertSettings } from "../../../domain/alert/settings";
import type { AuthorizedScope } from "../../../domain/scope";
import { balanceOutlook } from "../../forecast/balance-outlook";
import { criticalConnections } from "../channels";

/** How long each account's credits last. */
export async function balanceAlerts(scope: AuthorizedScope, { balance }: AlertSettings, now: Date): Promise<AlertSignal[]> {
  if (!balance.on) return [];
  const [outlooks, connections] = await Promise.all([balanceOutlook(scope, { now }), criticalConnections(scope)]);
  // An account whose key was removed is not read any more, and its last balance says nothing.
  const inUse = new Map(connections.map(({ id, critical }) => [id, critical]));
  return outlooks.flatMap((outlook) => {
    const critical = inUse.get(outlook.connection.id);
    return critical === undefined ? [] : [balanceSignal({ ...outlook, critical }, balance, now)];
  });
}
