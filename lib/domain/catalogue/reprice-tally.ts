import type { NoOffers, Offers } from "./price-list";
import { type LoggedCharge, repriceCharge, type UnknownWhy } from "./reprice-log";

export interface RepriceCounts {
  rows: number;
  exact: number;
  offByOne: number;
  different: number;
  unknown: number;
  /** Why these are unknown, adding up to them. */
  unknownWhy: Record<string, number>;
}

/** Re-prices the rows of a log one by one and counts what came of it. */
export class RepriceTally {
  #rows = 0;
  #exact = 0;
  #offByOne = 0;
  #different = 0;
  readonly #unknown = new Map<string, number>();
  /** By model and provider, where the model's listed price may be another provider's. */
  readonly #uncertain = new Map<string, { exact: number; different: number }>();

  /** A row that cannot be held against any price. */
  addUnknown(why: UnknownWhy | NoOffers | "unreadable"): void {
    this.#rows += 1;
    this.#unknown.set(why, (this.#unknown.get(why) ?? 0) + 1);
  }

  /** `group`: rows of one group are billed alike, such as those of one model and provider. */
  add(charge: LoggedCharge, offers: Offers, group: string): void {
    const found = repriceCharge(charge, offers.pricings);
    if (found.verdict === "unknown") {
      this.addUnknown(found.why);
      return;
    }
    this.#rows += 1;
    if (found.verdict === "off_by_one") this.#offByOne += 1;
    if (found.verdict === "exact") this.#exact += 1;
    if (offers.isCertain) {
      if (found.verdict === "different") this.#different += 1;
      return;
    }
    const known = this.#uncertain.get(group) ?? { exact: 0, different: 0 };
    if (found.verdict === "different") known.different += 1;
    // What is free shows nobody's price.
    if (found.verdict === "exact" && charge.costUsd > 0n) known.exact += 1;
    this.#uncertain.set(group, known);
  }

  /**
   * A model's listed price may not be that of the provider who served. Where most of that provider's rows come out
   * exactly, it is, and the others are different; where not, the provider's own price is not known.
   */
  counts(): RepriceCounts {
    const unknown = new Map(this.#unknown);
    let different = this.#different;
    for (const group of this.#uncertain.values()) {
      if (group.exact > group.different) different += group.different;
      else if (group.different > 0) unknown.set("provider_price", (unknown.get("provider_price") ?? 0) + group.different);
    }
    const unknownWhy = Object.fromEntries([...unknown].sort(([a], [b]) => (a < b ? -1 : 1)));
    return {
      rows: this.#rows,
      exact: this.#exact,
      offByOne: this.#offByOne,
      different,
      unknown: [...unknown.values()].reduce((sum, count) => sum + count, 0),
      unknownWhy,
    };
  }
}
