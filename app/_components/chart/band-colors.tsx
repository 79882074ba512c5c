import type { DimensionValue } from "@/lib/domain/spend/question";
import type { Band, SpendSeries } from "@/lib/domain/spend/series";

/** Names of the --color-… tokens in app/globals.css. A ninth value never gets a hue: it is part of "other". */
export const BAND_COLORS = ["band-1", "band-2", "band-3", "band-4", "band-5", "band-6", "band-7", "band-8"] as const;
export type BandColor = (typeof BAND_COLORS)[number] | "band-other" | "band-unattributed" | "band-difference";

/** What a band is called. */
export function bandName(band: Pick<Band, "kind" | "label">, { otherCount }: Pick<SpendSeries, "otherCount">): string {
  return band.kind === "other" ? `${otherCount} ${otherCount === 1 ? "other" : "others"}` : band.label;
}

/** The colour of each band, in order: hues by rank of the values, greys for everything else. */
export function bandColors(bands: readonly Pick<Band, "kind">[]): BandColor[] {
  let rank = 0;
  return bands.map(({ kind }) => {
    if (kind === "value") return BAND_COLORS[rank++] ?? "band-other";
    if (kind === "none") return "band-unattributed";
    return kind === "difference" ? "band-difference" : "band-other";
  });
}

/** Looks up a value's colour in the view's chart, so that a name has one colour in chart, legend and table. */
export function colorFinder(bands: readonly Band[]): (value: Pick<DimensionValue, "kind" | "id">) => BandColor {
  const colors = bandColors(bands);
  const known = new Map(bands.map((band, index) => [`${band.kind} ${band.id}`, colors[index] ?? "band-other"]));
  return ({ kind, id }) =>
    known.get(`${kind} ${id}`) ??
    (kind === "none" ? "band-unattributed" : kind === "difference" ? "band-difference" : "band-other");
}

const FILLS: Record<BandColor, string> = {
  "band-1": "bg-band-1",
  "band-2": "bg-band-2",
  "band-3": "bg-band-3",
  "band-4": "bg-band-4",
  "band-5": "bg-band-5",
  "band-6": "bg-band-6",
  "band-7": "bg-band-7",
  "band-8": "bg-band-8",
  "band-other": "bg-band-other",
  "band-unattributed": "hatched",
  "band-difference": "cross-hatched",
};

/** The class that paints a background in a band's colour or hatching. */
export function bandFill(color: BandColor): string {
  return FILLS[color];
}

/** The little square beside a name. */
export function Swatch({ color }: { color: BandColor }) {
  return <span aria-hidden className={`inline-block size-2.5 shrink-0 rounded-xs ${FILLS[color]}`} />;
}
