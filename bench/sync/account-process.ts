/**
 * The demo account in a process of its own, so that its work does not fall on the sync that is measured. Told `open`, it
 * answers with a fresh server whose rate limit nobody has used yet, and with the fewest questions that tell everything.
 */
import { makeAccount } from "../../demo/account/make-account";
import { type DemoOpenRouter, startDemoOpenRouter } from "../../demo/openrouter/server";
import { dayOf } from "../../lib/domain/day";
import { leastQuestions } from "./plan";

export interface AccountOrder {
  now: string;
  keys: number;
  days: number;
  requestsPerDay: number;
  analyticsPerMinute: number;
}
export interface OpenAccount extends ReturnType<typeof leastQuestions> {
  url: string;
  managementKey: string;
}

const order = JSON.parse(process.argv[2] ?? "{}") as AccountOrder;
const now = new Date(order.now);
const today = dayOf(now);
const { keys, days, requestsPerDay, analyticsPerMinute } = order;
const account = makeAccount({ seed: "many-keys", anchorDay: today, days, keys, developers: keys, workspaces: 3, requestsPerDay });
const plan = leastQuestions(account, now, today);
let demo: DemoOpenRouter | undefined;

process.on("message", async () => {
  await demo?.stop();
  demo = await startDemoOpenRouter({ account, now: () => now, analyticsPerMinute });
  const opened: OpenAccount = { url: demo.url, managementKey: demo.managementKey, ...plan };
  process.send?.(opened);
});
process.once("disconnect", () => process.exit(0));
