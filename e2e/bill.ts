/** What the pretend account billed, in its own words, and what Waybill's API says of the same. */
import { expect } from "@playwright/test";

export interface Figures {
  costUsd: string;
  byokUsd: string;
  requests: number;
  promptTokens: number | null;
  cachedTokens: number | null;
  cacheWriteTokens: number | null;
  completionTokens: number | null;
  reasoningTokens: number | null;
}

export interface Bill {
  total: Figures;
  rows: ({ values: Record<string, string> } & Figures)[];
}

export type SpendRow = Figures & Record<string, { id: string | null; label: string }>;

export interface Spend {
  total: Figures;
  rows: SpendRow[];
}

async function answerTo(url: URL, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(url, init);
  expect(response.status, `${url}`).toBe(200);
  return response.json();
}

/** The control of the pretend account, such as `bill` or `faults`. */
export function demoUrl(path: string, query: Record<string, string> = {}): URL {
  return new URL(`/_demo/${path}?${new URLSearchParams(query)}`, process.env.WAYBILL_TEST_OPENROUTER);
}

export async function billOf(from: string, to: string, by = ""): Promise<Bill> {
  return (await answerTo(demoUrl("bill", { from, to, by }))) as Bill;
}

export async function spendOf(token: string, query: Record<string, string>): Promise<Spend> {
  const url = new URL(`/api/v1/spend?${new URLSearchParams(query)}`, process.env.WAYBILL_URL);
  return (await answerTo(url, { headers: { authorization: `Bearer ${token}` } })) as Spend;
}

export interface Reconciled {
  balances: boolean;
  total: { billedUsd: string };
  days: { day: string; billedUsd: string }[];
}

export async function reconciliationOf(token: string, query: Record<string, string>): Promise<Reconciled> {
  const url = new URL(`/api/v1/reconciliation?${new URLSearchParams(query)}`, process.env.WAYBILL_URL);
  return (await answerTo(url, { headers: { authorization: `Bearer ${token}` } })) as Reconciled;
}
