/** A stretch of time, `to` excluded, and how many requests it is said to hold. */
export interface TimeWindow {
  from: Date;
  to: Date;
  requests: number;
}

const HOUR_MS = 3_600_000;

/**
 * Cuts a stretch of time into windows of at most `capacity` requests, by what OpenRouter counts for each hour (keyed by
 * the hour's first millisecond). An hour that holds more is cut into even slices of whole seconds. Oldest first.
 */
export function packHours(from: Date, to: Date, requestsAt: ReadonlyMap<number, number>, capacity: number): TimeWindow[] {
  const pieces: TimeWindow[] = [];
  for (let start = from.getTime(); start < to.getTime(); ) {
    const hour = Math.floor(start / HOUR_MS) * HOUR_MS;
    const end = Math.min(hour + HOUR_MS, to.getTime());
    const requests = requestsAt.get(hour) ?? 0;
    // Half as many again: within an hour requests do not come evenly.
    const slices = requests <= capacity ? 1 : Math.ceil((requests / capacity) * 1.5);
    const step = Math.max(1_000, Math.ceil((end - start) / slices / 1_000) * 1_000);
    for (let at = start; at < end; at += step) {
      pieces.push({ from: new Date(at), to: new Date(Math.min(at + step, end)), requests: Math.ceil(requests / slices) });
    }
    start = end;
  }
  const windows: TimeWindow[] = [];
  for (const piece of pieces) {
    const last = windows.at(-1);
    if (last && last.requests + piece.requests <= capacity) {
      last.to = piece.to;
      last.requests += piece.requests;
    } else windows.push({ ...piece });
  }
  return windows;
}
