/** A stretch of time, `to` excluded, and how many requests it is said to hold. */
export interface TimeWindow {
  from: Date;
  to: Date;
  requests: number;
}

const HOUR_MS = 3_600_000;

/** Windows end at parts of an hour, so that they fill up: requests come about evenly within one. */
const SLICES = 6;

/**
 * Cuts a stretch of time into windows of about `capacity` requests at most, by what OpenRouter counts for each hour
 * (keyed by the hour's first millisecond). Oldest first.
 */
export function packHours(from: Date, to: Date, requestsAt: ReadonlyMap<number, number>, capacity: number): TimeWindow[] {
  const windows: TimeWindow[] = [];
  for (let start = from.getTime(); start < to.getTime(); ) {
    const hour = Math.floor(start / HOUR_MS) * HOUR_MS;
    const requests = requestsAt.get(hour) ?? 0;
    // An hour that holds more than an answer is cut finer: its requests do not come evenly enough.
    const slices = Math.max(SLICES, Math.ceil((requests / capacity) * 1.5));
    const step = Math.max(1_000, Math.ceil(HOUR_MS / slices / 1_000) * 1_000);
    const end = Math.min(hour + (Math.floor((start - hour) / step) + 1) * step, hour + HOUR_MS, to.getTime());
    const piece = { from: new Date(start), to: new Date(end), requests: Math.ceil((requests * (end - start)) / HOUR_MS) };
    const last = windows.at(-1);
    if (last && last.requests + piece.requests <= capacity) {
      last.to = piece.to;
      last.requests += piece.requests;
    } else windows.push(piece);
    start = end;
  }
  return windows;
}
