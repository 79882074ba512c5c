import type { PriceList } from "../../domain/catalogue/price-list";
import { type RepriceCounts, RepriceTally } from "../../domain/catalogue/reprice-tally";
import { WaybillError } from "../../domain/error";
import { LogChargeReader } from "../log-csv/charges";
import { openUsageCsv } from "../log-csv/log-csv";

/** Prices every row of a log anew, with constant memory. Throws WaybillError `invalid_input` for what is no log. */
export async function repriceLog(bytes: AsyncIterable<Uint8Array>, prices: PriceList): Promise<RepriceCounts> {
  const log = await openUsageCsv(bytes);
  if (log.header.kind !== "log") {
    throw new WaybillError("invalid_input", "This is the usage by day, which has no single requests.", {
      todo: "Export the log of single generations from OpenRouter's activity page.",
    });
  }
  const reader = new LogChargeReader(log.header);
  const tally = new RepriceTally();
  for await (const rows of log.rows) {
    for (const row of rows) {
      const read = reader.read(row);
      if (!read) {
        tally.addUnknown("unreadable");
        continue;
      }
      const { model, variant, provider, charge } = read;
      const offers = prices.offersOf(model, variant, provider);
      if (typeof offers === "string") tally.addUnknown(offers);
      else tally.add(charge, offers, `${model}\n${variant}\n${provider}`);
    }
  }
  return tally.counts();
}
