import { type Day, startOfDay } from "../../lib/domain/day";
import type { App, Cast, InferenceKey, Member, Source, Workspace } from "./cast";
import { LINE_NAMES } from "./catalogue";
import { HABITS, type HabitName } from "./habits";
import { keyHashOf, maskedKey, memberIdOf, secretOf, uuidOf } from "./identifiers";
import { chance, randomOf, wholeBetween } from "./random";

/** How big a made-up account is. */
export interface CastSize {
  seed: string;
  developers: number;
  keys: number;
  workspaces: number;
  /** Requests of all sources on a working day. */
  requestsPerDay: number;
  /** false: a personal account, without members. */
  organization: boolean;
}

function someoneOf(seed: string, index: number): Member {
  return {
    id: memberIdOf(seed, `member-${index}`),
    email: `developer-${index + 1}@${seed}.example`,
    firstName: index % 5 === 4 ? null : `Developer ${index + 1}`,
    lastName: null,
    role: index === 0 ? "org:admin" : "org:member",
  };
}

function someKeyOf(size: CastSize, index: number, workspaces: Workspace[], members: Member[], firstDay: Day): InferenceKey {
  const random = randomOf(size.seed, "key", index);
  const secret = secretOf(size.seed, "key", String(index));
  const workspace = workspaces[wholeBetween(random, 0, workspaces.length)];
  const creator = chance(random, 0.85) ? members[wholeBetween(random, 0, members.length)] : undefined;
  return {
    id: 500_000 + index,
    secret,
    hash: keyHashOf(secret),
    label: maskedKey(secret),
    // Every twelfth key bears the name of the one before it.
    names: [{ from: firstDay, name: `key ${index % 12 === 11 ? index : index + 1}` }],
    workspaceId: workspace?.id ?? "",
    creatorId: creator?.id ?? null,
    createdDay: firstDay,
    disabledFrom: null,
    expiresAt: index % 7 === 6 ? new Date(startOfDay(firstDay).getTime() + 2_000 * 86_400_000) : null,
    limitUsd: index % 4 === 3 ? 100 + index : null,
    limitReset: index % 4 === 3 ? "monthly" : null,
  };
}

function someSourceOf(size: CastSize, key: InferenceKey, index: number, members: Member[], apps: App[]): Source {
  const random = randomOf(size.seed, "source", index);
  const habits = Object.keys(HABITS) as HabitName[];
  const lines = [0, 1].map(() => LINE_NAMES[wholeBetween(random, 0, LINE_NAMES.length)] ?? "gpt-mini");
  const developer = members[index % Math.max(1, members.length)];
  return {
    id: `source-${index}`,
    key,
    memberId: null,
    user: chance(random, 0.8) ? (developer?.email ?? null) : null,
    userShare: chance(random, 0.5) ? 1 : 0.7,
    app: chance(random, 0.7) ? (apps[wholeBetween(random, 0, apps.length)] ?? null) : null,
    feature: chance(random, 0.6) ? `feature-${wholeBetween(random, 1, 6)}` : null,
    habit: HABITS[habits[wholeBetween(random, 0, habits.length)] ?? "chat"],
    perDay: size.requestsPerDay / Math.max(size.keys, size.developers),
    mix: lines.map((line, position) => ({ line, weight: position === 0 ? 3 : 1 })),
    switch: null,
    runaway: null,
    from: null,
    until: null,
    byokShare: chance(random, 0.25) ? 0.5 : 0,
    waste: null,
  };
}

/** An account out of nothing but a size: for property tests and benchmarks. Every key and every developer has traffic. */
export function generatedCast(size: CastSize, firstDay: Day): Cast {
  const members = Array.from({ length: Math.max(1, size.developers) }, (_, index) => someoneOf(size.seed, index));
  const workspaces = Array.from(
    { length: Math.max(1, size.workspaces) },
    (_, index): Workspace => ({
      id: uuidOf(size.seed, "workspace", String(index)),
      name: index === 0 ? "Default" : `Workspace ${index + 1}`,
      slug: index === 0 ? "default" : `workspace-${index + 1}`,
      description: null,
      createdDay: firstDay,
    }),
  );
  const apps = [1, 2, 3].map(
    (number): App => ({ id: 800_000 + number, title: `App ${number}`, referer: `https://app-${number}.example/` }),
  );
  const keys = Array.from({ length: size.keys }, (_, index) => someKeyOf(size, index, workspaces, members, firstDay));
  const sources = Array.from({ length: size.keys === 0 ? 0 : Math.max(size.keys, size.developers) }, (_, index) => {
    const key = keys[index % keys.length];
    if (!key) throw new Error("a source needs a key");
    return someSourceOf(size, key, index, members, apps);
  });
  const owner = members[0]?.id ?? null;
  return {
    organization: size.organization ? { id: `org_2${size.seed}`, name: `Organization ${size.seed}` } : null,
    workspaces,
    members,
    keys,
    apps,
    sources,
    managementKeys: [{ secret: secretOf(size.seed, "management"), creatorId: owner, disabled: false, expiresAt: null }],
    purchases: [{ day: firstDay, usd: "90000" }],
  };
}
