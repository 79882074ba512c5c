import { expect, it } from "vitest";
import type { Day } from "@/lib/domain/day";
import { formatDays } from "./books-notes";

const days = (...texts: string[]) => texts as Day[];

it.each([
  ["one day", days("2026-11-03"), "3 Nov 2026"],
  ["a run", days("2026-11-03", "2026-11-04", "2026-11-05"), "3–5 Nov 2026"],
  ["runs apart, in any order", days("2026-11-09", "2026-11-03", "2026-11-04"), "3–4 Nov 2026, 9 Nov 2026"],
  ["a run over a month's end", days("2026-10-31", "2026-11-01"), "31 Oct – 1 Nov 2026"],
  [
    "more runs than anybody reads",
    days("2026-11-01", "2026-11-03", "2026-11-05", "2026-11-07", "2026-11-09", "2026-11-11"),
    "1 Nov 2026, 3 Nov 2026, 5 Nov 2026, 7 Nov 2026 and 2 more",
  ],
])("names %s", (_name, given, text) => expect(formatDays(given)).toBe(text));
