import type { Day } from "../../lib/domain/day";
import { PEOPLE, type Person, SEED, TEAMS } from "../acme";
import type { App, InferenceKey, Member, Workspace } from "./cast";
import { keyHashOf, maskedKey, memberIdOf, secretOf, uuidOf } from "./identifiers";

export const ACME_ID = `org_2${uuidOf(SEED, "organization").replaceAll("-", "").slice(0, 26)}`;

function memberOf(someone: Person): Member {
  const [firstName = null, ...rest] = someone.name.split(" ");
  const admin = someone === PEOPLE.owner || someone === PEOPLE.admin;
  return {
    id: memberIdOf(SEED, someone.email),
    email: someone.email,
    firstName,
    lastName: rest.join(" ") || null,
    role: admin ? "org:admin" : "org:member",
  };
}

const employees = Object.values(TEAMS)
  .flat()
  .filter((someone) => "email" in someone);

export const ACME_MEMBERS: Member[] = [PEOPLE.owner, PEOPLE.finance, ...employees].map(memberOf);

export function memberIdByName(name: string): string {
  const someone = [PEOPLE.owner, PEOPLE.finance, ...employees].find((candidate) => candidate.name === name);
  if (!someone) throw new Error(`nobody at Acme is called ${name}`);
  return memberIdOf(SEED, someone.email);
}

export function acmeWorkspaces(firstDay: Day): Workspace[] {
  const workspace = (name: string, slug: string, description: string | null): Workspace => ({
    id: uuidOf(SEED, "workspace", slug),
    name,
    slug,
    description,
    createdDay: firstDay,
  });
  return [
    workspace("Default", "default", null),
    workspace("Product", "product", "What customers use"),
    workspace("Research", "research", "Evaluations and experiments"),
  ];
}

const app = (id: number, title: string, referer: string): App => ({ id, title, referer });

export const ACME_APPS = {
  gateway: app(700_101, "Acme Gateway", "https://gateway.acme-robotics.example/"),
  cline: app(700_102, "Cline", "https://cline.bot/"),
  roo: app(700_103, "Roo Code", "https://github.com/RooCodeInc/Roo-Code"),
  opencode: app(700_104, "OpenCode", "https://opencode.ai/"),
  helpdesk: app(700_105, "Acme Helpdesk", "https://help.acme-robotics.example/"),
  pipeline: app(700_106, "Acme Pipeline", "https://ci.acme-robotics.example/"),
  archive: app(700_107, "Acme Archive", "https://archive.acme-robotics.example/"),
} as const;

interface KeyDraft {
  id: number;
  slug: string;
  name: string;
  workspaceId: string;
  creator: string | null;
  createdDay: Day;
}

export function acmeKey(draft: KeyDraft, rest: Partial<InferenceKey> = {}): InferenceKey {
  const secret = secretOf(SEED, "key", draft.slug);
  return {
    id: draft.id,
    secret,
    hash: keyHashOf(secret),
    label: maskedKey(secret),
    names: [{ from: draft.createdDay, name: draft.name }],
    workspaceId: draft.workspaceId,
    creatorId: draft.creator === null ? null : memberIdByName(draft.creator),
    createdDay: draft.createdDay,
    disabledFrom: null,
    expiresAt: null,
    limitUsd: null,
    limitReset: null,
    ...rest,
  };
}
