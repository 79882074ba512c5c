import type { Day } from "../../lib/domain/day";
import type { Line } from "./catalogue";
import type { Habit } from "./habits";
import type { WastePlan } from "./waste";

/** Who and what an account consists of, before any request is made. */
export interface Cast {
  /** null: a personal account. */
  organization: { id: string; name: string } | null;
  /** The first is the default workspace. */
  workspaces: Workspace[];
  /** Of a personal account: the one person it belongs to. */
  members: Member[];
  keys: InferenceKey[];
  apps: App[];
  sources: Source[];
  managementKeys: ManagementKey[];
  /** Credits bought in its lifetime, oldest first. */
  purchases: { day: Day; usd: string }[];
}

export interface Workspace {
  id: string;
  name: string;
  slug: string;
  description: string | null;
  createdDay: Day;
}

export interface Member {
  id: string;
  email: string;
  firstName: string | null;
  lastName: string | null;
  role: "org:admin" | "org:member";
}

export interface App {
  id: number;
  title: string;
  referer: string;
}

export interface InferenceKey {
  /** Analytics' own number for the key. */
  id: number;
  secret: string;
  hash: string;
  label: string;
  /** Oldest first; each holds from its day on. Need not be unique among keys. */
  names: { from: Day; name: string }[];
  workspaceId: string;
  creatorId: string | null;
  createdDay: Day;
  /** From that day on; null: still enabled. */
  disabledFrom: Day | null;
  expiresAt: Date | null;
  limitUsd: number | null;
  limitReset: "daily" | "weekly" | "monthly" | null;
}

export interface ManagementKey {
  secret: string;
  creatorId: string | null;
  disabled: boolean;
  expiresAt: Date | null;
}

/** One steady source of requests. */
export interface Source {
  /** Seeds its chance: keep it when the cast changes, and its past stays. */
  id: string;
  /** null: OpenRouter's own chatroom. */
  key: InferenceKey | null;
  /** Who sits in the chatroom. */
  memberId: string | null;
  /** Value of the requests' `user` field, and how often it is sent. */
  user: string | null;
  userShare: number;
  app: App | null;
  /** `feature` of the requests' `trace`. */
  feature: string | null;
  habit: Habit;
  /** Requests on a working day, once the account has grown up. */
  perDay: number;
  mix: LineShare[];
  /** From that day on another mix holds. */
  switch: { from: Day; mix: LineShare[] } | null;
  /** A loop that nobody stopped for some hours. */
  runaway: { day: Day; startMinute: number; requests: number; everySeconds: number } | null;
  from: Day | null;
  /** Last day. */
  until: Day | null;
  /** Share of requests served through the customer's own provider key. */
  byokShare: number;
  /** What of it need not have been spent; null: nothing is planted. */
  waste: WastePlan | null;
}

export interface LineShare {
  line: Line;
  weight: number;
}

export function keyNameOn(key: InferenceKey, day: Day): string {
  return (key.names.findLast((entry) => entry.from <= day) ?? key.names[0])?.name ?? "";
}
