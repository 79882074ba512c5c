import type { Logger } from "pino";
import type { Day } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { checkDays, storeCheck } from "../ledger/rebuild/books-checks";
import { reconciliation } from "../queries/reconciliation/reconciliation";

const [EVER, ALWAYS] = ["1970-01-01" as Day, "9999-12-31" as Day];

/** Holds all of an organization's books against OpenRouter's figures and keeps what does not balance, for pages to warn of. */
export async function checkBooks(organizationId: string, settings: { now: () => Date; log: Logger }): Promise<void> {
  const startedAt = settings.now();
  const scope = mintSystemScope(organizationId, { kind: "job" });
  await checkDays(organizationId, startedAt);
  const { days, warnings } = await reconciliation(scope, { from: EVER, to: ALWAYS }, null, startedAt);
  const noticed = warnings.map(({ connection, ...warning }) => ({ ...warning, connectionId: connection.id }));
  await storeCheck(organizationId, { days: days.length, warnings: noticed }, startedAt);
  if (warnings.length > 0) settings.log.warn({ organizationId, warnings: warnings.length }, "the books do not balance");
}
