import { expect, it } from "vitest";
import { pool } from "../../db/client";
import { makeOwner } from "../../test/facts-owner";
import { analyticsBudget } from "./request-budget";

/** Ends a wait for room at once: a test does not sit through a minute. */
const impatient = () => {
  const stop = new AbortController();
  queueMicrotask(() => stop.abort(new Error("no room")));
  return stop.signal;
};

it("lets as many requests through as the limit allows, whoever asks, and then nobody", async () => {
  const { connectionId } = await makeOwner();
  const workers = [1, 2, 3].map(() => analyticsBudget(connectionId, 10));
  await Promise.all(Array.from({ length: 10 }, (_, index) => workers[index % 3]?.acquire()));
  for (const worker of workers) await expect(worker.acquire(impatient())).rejects.toThrow();
  const { rows } = await pool().query("SELECT count(*) AS made FROM analytics_requests WHERE connection_id = $1", [connectionId]);
  expect(rows).toEqual([{ made: 10 }]);
});

it("counts each connection for itself", async () => {
  const [one, other] = [await makeOwner(), await makeOwner()];
  await analyticsBudget(one.connectionId, 1).acquire();
  await analyticsBudget(other.connectionId, 1).acquire();
  await expect(analyticsBudget(one.connectionId, 1).acquire(impatient())).rejects.toThrow();
});

it("has room again when the oldest request is a minute ago, not before, and forgets it", async () => {
  const { connectionId } = await makeOwner();
  const age = (seconds: number) =>
    pool().query("UPDATE analytics_requests SET at = clock_timestamp() - make_interval(secs => $2) WHERE connection_id = $1", [
      connectionId,
      seconds,
    ]);
  const budget = analyticsBudget(connectionId, 2);
  await budget.acquire();
  await budget.acquire();
  await age(59);
  await expect(budget.acquire(impatient())).rejects.toThrow();
  await age(61);
  await budget.acquire();
  const { rows } = await pool().query("SELECT count(*) AS made FROM analytics_requests WHERE connection_id = $1", [connectionId]);
  expect(rows).toEqual([{ made: 1 }]);
});

// A tenth of a second is left to wait; a whole minute more would not fit into the time-out.
it("waits no longer than it must", { timeout: 30_000 }, async () => {
  const { connectionId } = await makeOwner();
  const budget = analyticsBudget(connectionId, 1);
  await budget.acquire();
  await pool().query("UPDATE analytics_requests SET at = clock_timestamp() - interval '60.4 seconds' WHERE connection_id = $1", [
    connectionId,
  ]);
  await budget.acquire();
});
