import type { Change } from "./spend/change";
import { type Usd, usdToString } from "./usd";

/** U+2013: what is not known. Zero is shown as zero. */
export const UNKNOWN = "–";
/** U+2212, as wide as a plus sign. */
const MINUS = "−";

function thousands(whole: string): string {
  return whole.replace(/\B(?=(\d{3})+$)/g, ",");
}

/** Cuts decimal text to so many decimals, rounding half away from zero; exact, since it works on digits. */
function toDecimals(magnitude: Usd, decimals: number): string {
  const unit = 10n ** BigInt(12 - decimals);
  const rounded = (magnitude + unit / 2n) / unit;
  const digits = rounded.toString().padStart(decimals + 1, "0");
  const whole = thousands(digits.slice(0, digits.length - decimals));
  return decimals === 0 ? whole : `${whole}.${digits.slice(digits.length - decimals)}`;
}

/** Decimals that leave four significant digits of an amount below one dollar. */
function decimalsBelowOne(magnitude: Usd): number {
  const leadingZeros = 12 - magnitude.toString().length;
  return Math.min(12, leadingZeros + 4);
}

/**
 * `$1,234.50`; below one dollar up to four significant digits, at least cents: `$0.0042`, `$0.50`; `$0` for nothing.
 * Something that was charged never shows as `$0.00`.
 */
export function formatUsd(amount: Usd): string {
  if (amount === 0n) return "$0";
  const magnitude = (amount < 0n ? -amount : amount) as Usd;
  const sign = amount < 0n ? MINUS : "";
  if (magnitude >= 10n ** 12n) return `${sign}$${toDecimals(magnitude, 2)}`;
  const text = toDecimals(magnitude, decimalsBelowOne(magnitude));
  const [whole, fraction = ""] = text.split(".");
  return `${sign}$${whole}.${fraction.replace(/0+$/, "").padEnd(2, "0")}`;
}

/** Every stored digit, for titles and copies: `$0.004217300001`. */
export function formatUsdExact(amount: Usd): string {
  const [whole = "0", fraction] = usdToString((amount < 0n ? -amount : amount) as Usd).split(".");
  return `${amount < 0n ? MINUS : ""}$${thousands(whole)}${fraction ? `.${fraction}` : ""}`;
}

/** For axes: `$1.2k`, `$3M`, `$20`, `$0.40`, `$0.005`. */
export function formatUsdTick(dollars: number): string {
  if (dollars === 0) return "$0";
  const magnitude = Math.abs(dollars);
  const sign = dollars < 0 ? MINUS : "";
  if (magnitude >= 1_000_000) return `${sign}$${Number((magnitude / 1_000_000).toPrecision(3))}M`;
  if (magnitude >= 1000) return `${sign}$${Number((magnitude / 1000).toPrecision(3))}k`;
  const rounded = Number(magnitude.toPrecision(2));
  // Cents are told in two digits, or not at all.
  const minimumFractionDigits = Number.isInteger(rounded) ? 0 : 2;
  return `${sign}$${rounded.toLocaleString("en-US", { minimumFractionDigits, maximumFractionDigits: 12 })}`;
}

/** `12,345`; an en dash for unknown. */
export function formatCount(count: number | null): string {
  return count === null ? UNKNOWN : `${count < 0 ? MINUS : ""}${thousands(String(Math.abs(count)))}`;
}

/** `3.2 MB`, in thousands: of a file. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [size, unit] = bytes < 1e6 ? [1e3, "kB"] : bytes < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  return `${(bytes / Number(size)).toFixed(1)} ${unit}`;
}

const SCALES = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** `1.2 M`, `950`, `45 k`; an en dash for unknown. */
export function formatTokens(tokens: number | null): string {
  if (tokens === null) return UNKNOWN;
  const magnitude = Math.abs(tokens);
  // 999,950 would round to "1000 k": it is the next scale's.
  const scale = SCALES.find(([size]) => magnitude >= size * 0.99995) ?? null;
  if (!scale || magnitude < 1000) return formatCount(tokens);
  const scaled = magnitude / scale[0];
  const text = scaled >= 100 ? scaled.toFixed(0) : scaled.toFixed(1).replace(/\.0$/, "");
  return `${tokens < 0 ? MINUS : ""}${text} ${scale[1]}`;
}

/** Of a share from 0 to 1: `42 %`, `4.2 %`, `<0.1 %`; `0 %` only for nothing, `100 %` only for everything. */
export function formatShare(share: number | null): string {
  if (share === null) return UNKNOWN;
  return formatPercent(share * 100);
}

/** `50 %` with a space at which no line breaks. */
export function percentText(figure: string | number): string {
  return `${figure}\u00a0%`;
}

/** A percentage in about three digits. Only nothing reads `0 %` and only everything `100 %`. */
export function formatPercent(percent: number): string {
  const magnitude = Math.abs(percent);
  const sign = percent < 0 ? MINUS : "";
  if (magnitude === 0) return percentText(0);
  if (magnitude < 0.1) return percentText(percent < 0 ? `>${MINUS}0.1` : "<0.1");
  if (magnitude > 99.9 && magnitude < 100) return percentText(`${sign}>99.9`);
  // 99.7 would read "100 %", which is only for everything.
  if (magnitude >= 99.5 && magnitude < 100) return percentText(`${sign}${magnitude.toFixed(1)}`);
  // 9.96 would read "10.0 %", unlike 10.4.
  if (magnitude < 9.95) return percentText(`${sign}${magnitude.toFixed(1)}`);
  return percentText(`${sign}${thousands(magnitude.toFixed(0))}`);
}

/** How far something moved, as percent, in words where the figure would be too small to read: `+4.2 %`, `under 0.1 %`. */
function formatMove(percent: number): string {
  const magnitude = Math.abs(percent);
  if (magnitude < 0.1) return percentText("under 0.1");
  // A fall of 100 % is all of it.
  const near = percent < 0 && magnitude > 99.9 && magnitude < 100;
  return near
    ? percentText(`almost ${MINUS}100`)
    : `${percent > 0 ? "+" : ""}${formatPercent(percent > 99 ? Math.round(percent) : percent)}`;
}

/** A change in its parts: dollars or a word, and the percentage where there is one. */
export function changeWords(change: Change): { amount: string; percent: string | null } {
  if (change.kind === "no_data") return { amount: "no data", percent: null };
  if (change.kind === "same") return { amount: "no change", percent: null };
  if (change.kind !== "change") return { amount: change.kind, percent: null };
  const amount = `${change.byUsd > 0n ? "+" : ""}${formatUsd(change.byUsd)}`;
  return { amount, percent: change.percent === null ? null : formatMove(change.percent) };
}

/** `+$12.50 (+4.2 %)`, `−$3.00 (−10 %)`, `new`, `gone`, `no change`, `no data`. */
export function formatChange(change: Change): string {
  const { amount, percent } = changeWords(change);
  return percent === null ? amount : `${amount} (${percent})`;
}

/** A phrase as the beginning of a sentence. */
export function capitalized(phrase: string): string {
  return phrase.charAt(0).toUpperCase() + phrase.slice(1);
}
