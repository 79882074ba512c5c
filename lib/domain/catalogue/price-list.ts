import type { Pricing } from "./price";

/** What a catalogue says of one model: its own price, or who serves it at which. */
export interface ListedModel {
  /** Slug, with its variant: `openai/gpt-oss-20b:free`. */
  id: string;
  /** Dated slugs, as a log names the model. */
  permaslugs: readonly string[];
  createdAt: Date | null;
  /** Null: the answer tells endpoints only. */
  pricing: Pricing | null;
  /** Weights that anybody may serve at a price of his own: the model's listed price is then that of one provider. */
  isOpen: boolean;
  /** Null: the answer tells no endpoints. */
  endpoints: readonly { provider: string; tag: string | null; pricing: Pricing }[] | null;
}

/** The prices that a request may have been charged by. */
export interface Offers {
  pricings: readonly Pricing[];
  /** Whether one of them must be the one: false where the provider or the tier that served may have another. */
  isCertain: boolean;
}
export type NoOffers = "model_not_listed" | "provider_not_listed" | "variant_not_listed";

/** Suffixes that choose how a model is served, at a price that the catalogue does not name. */
const WAYS = ["nitro", "floor", "online", "exacto", "batch"];
const STANDARD = ["", "standard"];
const DAY_MS = 86_400_000;
/** A dated slug's day is when the model came out, give or take. */
const NEAR_DAYS = 21;

/** A name for comparing: providers are spelled with spaces, dashes and suffixes such as `/int8`. */
function plain(name: string): string {
  return name
    .split("/")[0]
    ?.toLowerCase()
    .replace(/[^a-z0-9]/g, "") as string;
}

const suffixOf = (id: string) => id.split(":")[1] ?? "";
const baseOf = (id: string) => id.split(":")[0] ?? id;

const DATE = /-(20\d{2})-?(\d{2})-?(\d{2})$|-(\d{2})-?(\d{2})$/;

/** The same words in any order, without the date at the end: `claude-4.5-sonnet-20250929` is `claude-sonnet-4.5`. */
function undated(slug: string): string {
  const [author = "", name = ""] = slug.toLowerCase().split("/");
  return `${author}/${name.replace(DATE, "").split("-").sort().join("-")}`;
}

/** Whether a dated slug can be of a model that came out then. */
function isNear(permaslug: string, createdAt: Date | null): boolean {
  const [, year, month, date, shortMonth, shortDate] = DATE.exec(permaslug) ?? [];
  if (year === undefined && shortMonth === undefined) return false;
  if (createdAt === null) return true;
  const out = Date.UTC(Number(year ?? createdAt.getUTCFullYear()), Number(month ?? shortMonth) - 1, Number(date ?? shortDate));
  return Math.abs(out - createdAt.getTime()) <= NEAR_DAYS * DAY_MS;
}

/** What a catalogue lists, found by the names that logs use. */
export class PriceList {
  readonly #byName = new Map<string, ListedModel[]>();
  readonly #undated = new Map<string, ListedModel[]>();
  readonly #found = new Map<string, readonly ListedModel[]>();
  readonly models: readonly ListedModel[];

  constructor(models: readonly ListedModel[]) {
    this.models = models;
    for (const model of models) {
      // An alias such as `~x/latest` is another model every few months.
      const names = model.id.startsWith("~") ? [model.id] : [baseOf(model.id), ...model.permaslugs.map(baseOf)];
      for (const name of new Set(names)) this.#byName.set(name, [...(this.#byName.get(name) ?? []), model]);
      if (model.id.startsWith("~")) continue;
      const words = undated(baseOf(model.id));
      this.#undated.set(words, [...(this.#undated.get(words) ?? []), model]);
    }
  }

  /** All variants of the model. A dated slug that no entry names is taken for the one whose words and day it has. */
  #variantsOf(name: string): readonly ListedModel[] {
    const known = this.#found.get(name) ?? this.#byName.get(name);
    if (known) return known;
    const alike = (this.#undated.get(undated(name)) ?? []).filter(
      ({ permaslugs, createdAt }) => permaslugs.length === 0 && isNear(name, createdAt),
    );
    const found = new Set(alike.map(({ id }) => baseOf(id))).size === 1 ? alike : [];
    this.#found.set(name, found);
    return found;
  }

  /** What a request to the model may have been charged by. `provider`: who served it; null: not told. */
  offersOf(model: string, variant: string | null, provider: string | null): Offers | NoOffers {
    const variants = this.#variantsOf(baseOf(model));
    if (variants.length === 0) return "model_not_listed";
    const suffix = STANDARD.includes(variant ?? "") ? suffixOf(model) : (variant ?? "").toLowerCase();
    const own = variants.filter(({ id }) => suffixOf(id) === suffix);
    const isWay = WAYS.includes(suffix);
    const chosen = own.length === 0 && isWay ? variants.filter(({ id }) => suffixOf(id) === "") : own;
    if (chosen.length === 0) return "variant_not_listed";
    const served = chosen.flatMap((one) => one.endpoints ?? []);
    if (served.length > 0) {
      const fits = provider === null ? served : served.filter((one) => plain(one.provider) === plain(provider));
      if (fits.length === 0) return "provider_not_listed";
      return { pricings: fits.map(({ pricing }) => pricing), isCertain: !isWay };
    }
    const pricings = chosen.flatMap((one): Pricing[] => (one.pricing ? [one.pricing] : []));
    if (pricings.length === 0) return "provider_not_listed";
    return { pricings, isCertain: !isWay && chosen.every(({ isOpen }) => !isOpen) };
  }
}
