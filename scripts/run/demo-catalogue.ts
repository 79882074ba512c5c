import { catalogueDays } from "../../demo/account/catalogue-changes";
import { dayOf, startOfDay } from "../../lib/domain/day";
import { storeModels } from "../../lib/ledger/catalogue/catalogue";
import { listModels } from "../../lib/openrouter/catalogue/catalogue";
import { openRouter } from "../../lib/openrouter/client";

/** Reads the demo's catalogue as it was on some days before now, as if Waybill had run then. Later, this changes nothing. */
export async function readPastCatalogues(key: string, now: Date): Promise<void> {
  const base = process.env.OPENROUTER_BASE_URL ?? "";
  for (const day of catalogueDays(dayOf(now))) {
    const past = openRouter({ key, serverUrl: base.replace("/api/v1", `/_demo/as-of/${day}/api/v1`) });
    await storeModels(await listModels(past), startOfDay(day));
  }
}
