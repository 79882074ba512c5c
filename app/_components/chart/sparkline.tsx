import { type Usd, usdToApproximateNumber } from "@/lib/domain/usd";

const WIDTH = 88;
const HEIGHT = 20;

/** One path a run of known days, so that a gap is a gap; a single day is a dot. */
function pathOf(amounts: readonly (Usd | null)[]): string {
  const heights = amounts.map((amount) => (amount === null ? null : usdToApproximateNumber(amount)));
  const top = Math.max(0, ...heights.map((value) => value ?? 0));
  if (top === 0) return "";
  const step = WIDTH / Math.max(1, amounts.length - 1);
  let path = "";
  heights.forEach((value, index) => {
    if (value === null) return;
    const joined = index > 0 && heights[index - 1] !== null;
    const alone = !joined && (heights[index + 1] ?? null) === null;
    const y = Math.round((HEIGHT - 1) * (1 - Math.max(0, value) / top)) + 0.5;
    path += `${joined ? "L" : "M"}${Math.round(index * step)} ${y}${alone ? "h1" : ""}`;
  });
  return path;
}

/** A trend the size of a word, zero-based, scaled to its own largest day. The figures stand beside it. */
export function Sparkline({ amounts }: { amounts: readonly (Usd | null)[] }) {
  return (
    <svg aria-hidden="true" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="sparkline">
      <path d={pathOf(amounts)} />
    </svg>
  );
}
