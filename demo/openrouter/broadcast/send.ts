import { createHash } from "node:crypto";
import { type Day, eachDay } from "../../../lib/domain/day";
import type { Generation } from "../../account/generation";
import { randomOf } from "../../account/random";
import type { Destination } from "../destination";
import { listeningDestinations } from "../destinations";
import type { Demo } from "../state";
import { type Content, deliveryOf } from "./delivery";

/** Where deliveries go to, and with what headers. */
export interface Target {
  url: string;
  method: "POST" | "PUT";
  headers: Record<string, string>;
}

/** Is the request in the sample? Whole sessions are or are not, as at OpenRouter; one without a session goes by its id. */
export function isSampled({ sessionId, id }: Generation, share: number): boolean {
  if (share >= 1) return true;
  const digest = createHash("sha256")
    .update(sessionId ?? id)
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32 < share;
}

async function deliver({ url, method, headers }: Target, body: object): Promise<number> {
  const sent = { method, headers: { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(url, sent);
  await answer.arrayBuffer();
  return answer.status;
}

export interface History {
  from: Day;
  to: Day;
  /** Of the requests, by session. */
  share: number;
  order: "oldest" | "newest" | "shuffled";
  /** How often each is sent. */
  times: number;
  content: Content;
  /** Deliveries under way at once. */
  atOnce: number;
}

function ordered(generations: Generation[], order: History["order"]): Generation[] {
  if (order === "oldest") return generations;
  if (order === "newest") return generations.reverse();
  const random = randomOf("shuffled deliveries");
  const keyed = generations.map((generation) => ({ generation, place: random.next() }));
  return keyed.sort((a, b) => a.place - b.place).map(({ generation }) => generation);
}

/** Sends what happened in a period, as if Broadcast had been on; a delivery that is refused is not sent again. */
export async function sendHistory(demo: Demo, target: Target, history: History): Promise<{ sent: number; refused: number }> {
  const { from, to, share, order, times, content, atOnce } = history;
  const all = eachDay(from, to).flatMap((day) => [...demo.account.generationsOf(day, demo.now())]);
  const chosen = all.filter((generation) => isSampled(generation, share));
  const queue = ordered(Array.from({ length: times }, () => chosen).flat(), order);
  let [sent, refused] = [0, 0];
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const status = await deliver(target, deliveryOf(demo, next, content));
      if (status < 300) sent += 1;
      else refused += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { sent, refused };
}

function targetOf({ type, config }: Destination): Target {
  const url = (type === "webhook" ? config.url : config.endpoint) ?? "";
  return { url, method: config.method ?? "POST", headers: config.headers ?? {} };
}

function wants(demo: Demo, destination: Destination, generation: Generation): boolean {
  const { key } = generation;
  const workspace = key?.workspaceId ?? demo.account.cast.workspaces[0]?.id;
  const { api_key_hashes: hashes, workspace_id, sampling_rate, regions } = destination;
  if (workspace_id !== workspace || !regions.includes("global")) return false;
  if (hashes !== null && !(key && hashes.includes(key.hash))) return false;
  return isSampled(generation, sampling_rate);
}

/**
 * Tells every listening destination of a request that was just served, a while after it as OpenRouter does: nobody waits
 * for it, and what is refused is lost.
 */
export async function broadcast(demo: Demo, generation: Generation): Promise<void> {
  const targets = listeningDestinations(demo).filter((destination) => wants(demo, destination, generation));
  await Promise.allSettled(
    targets.map((destination) => {
      const { broadcast_generation_cost, broadcast_generation_identity, privacy_mode } = destination;
      const content = { cost: broadcast_generation_cost, identity: broadcast_generation_identity, privacy: privacy_mode };
      return deliver(targetOf(destination), deliveryOf(demo, generation, content));
    }),
  );
}
