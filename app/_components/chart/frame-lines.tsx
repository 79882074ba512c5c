import { type Usd, usdToApproximateNumber, ZERO_USD } from "@/lib/domain/usd";
import { FRAME, type FramePoint } from "./line-frame";

/** Points joined by straight lines, as the `d` of a path. */
function framePath(points: readonly FramePoint[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");
}

const LOOKS = {
  /** What was spent. */
  solid: { className: "stroke-brand", strokeWidth: 2.5, strokeLinejoin: "round" },
  /** What is expected. */
  dashed: { className: "stroke-brand", strokeWidth: 2, strokeDasharray: "6 4" },
  /** A plain rule to compare with. */
  dotted: { className: "stroke-muted", strokeWidth: 2, strokeDasharray: "2 4" },
  /** What must not be reached. */
  amount: { className: "stroke-ink", strokeWidth: 1.5 },
} as const;

/** A line in a LineFrame. */
export function FrameLine({ points, look }: { points: readonly FramePoint[]; look: keyof typeof LOOKS }) {
  const { className, ...stroke } = LOOKS[look];
  return <path d={framePath(points)} className={`fill-none ${className}`} vectorEffect="non-scaling-stroke" {...stroke} />;
}

/** The surface between the highest and the lowest of each step, from a point on. */
export function FrameBand({
  from,
  between,
  className,
}: {
  from: FramePoint;
  between: readonly { low: FramePoint; high: FramePoint }[];
  className: string;
}) {
  if (between.length === 0) return null;
  const around = [from, ...between.map(({ high }) => high), ...between.map(({ low }) => low).reverse()];
  return <path d={`${framePath(around)}Z`} className={className} />;
}

/** A bar for each step of a LineFrame; what is unknown, or below zero, has none. */
export function FrameBars({ bars, end }: { bars: readonly { amount: Usd | null; className: string }[]; end: number }) {
  const width = FRAME.width / Math.max(1, bars.length);
  return bars.map(({ amount, className }, index) => {
    const height = Math.max(0, usdToApproximateNumber(amount ?? ZERO_USD) / end) * FRAME.height;
    return (
      <rect
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        key={index}
        x={(index + 0.08) * width}
        y={FRAME.height - height}
        width={width * 0.84}
        height={height}
        className={className}
      />
    );
  });
}

/** Every step of a LineFrame, to point at; what is unknown is shaded. */
export function FrameSteps({ steps }: { steps: readonly { key: string | number; title: string; unknown: boolean }[] }) {
  const width = FRAME.width / Math.max(1, steps.length);
  return steps.map(({ key, title, unknown }, index) => (
    <rect
      key={key}
      x={index * width}
      y={0}
      width={width}
      height={FRAME.height}
      className={unknown ? "fill-ink/10" : "fill-transparent hover:fill-ink/5"}
    >
      <title>{title}</title>
    </rect>
  ));
}
