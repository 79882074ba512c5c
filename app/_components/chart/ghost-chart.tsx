/** The shape of the chart that will stand here, for empty states. */
export function GhostChart() {
  return (
    <svg aria-hidden="true" viewBox="0 0 600 120" preserveAspectRatio="none" className="h-28 w-full">
      <path d="M0 119.5H600M0 80H600M0 40H600" className="fill-none stroke-line" vectorEffect="non-scaling-stroke" />
      <path
        d="M0 120V84L60 62L120 58L180 70L240 96L300 98L360 52L420 40L480 46L540 60L600 88V120Z"
        className="fill-sunken stroke-line-strong"
        strokeDasharray="4 4"
        vectorEffect="non-scaling-stroke"
      />
      <path d="M0 120V104L60 92L120 90L180 96L240 110L300 112L360 88L420 80L480 84L540 92L600 106V120Z" className="fill-line" />
    </svg>
  );
}
