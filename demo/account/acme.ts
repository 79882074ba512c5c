import { addDays, type Day, startOfDay } from "../../lib/domain/day";
import {
  DISABLED_MANAGEMENT_KEY,
  EARLY_CREDITS,
  EXPIRED_MANAGEMENT_KEY,
  MANAGEMENT_KEY,
  ORGANIZATION,
  PEOPLE,
  type Person,
  TEAMS,
  TOP_UPS,
} from "../acme";
import { type AcmeKeys, acmeKeys } from "./acme-keys";
import { ACME_APPS, ACME_ID, ACME_MEMBERS, acmeWorkspaces, memberIdByName } from "./acme-people";
import { type Mix, sharesOf, source } from "./acme-source";
import { wastefulSources } from "./acme-wastes";
import type { Cast, ManagementKey, Source } from "./cast";

/** What each team codes with; Search is the one that moves to a cheaper model. */
const CODING_MIX: Record<string, Mix> = {
  Platform: { opus: 3, sonnet: 6, coder: 1 },
  Search: { opus: 9, sonnet: 1 },
  Control: { sonnet: 7, gpt: 3 },
  Perception: { sonnet: 5, gemini: 3, coder: 2 },
  Support: { haiku: 6, sonnet: 2, "free-large": 2 },
  Research: { opus: 4, gpt: 4, "free-small": 2 },
};
const CHAT_MIX: Mix = { flash: 4, "gpt-mini": 3, gpt: 2, sonnet: 1 };
const CODING_PER_DAY: Record<string, number> = {
  Platform: 34,
  Search: 24,
  Control: 26,
  Perception: 20,
  Support: 9,
  Research: 22,
};

function developerSources(team: string, developer: Person | { handle: string }, keys: AcmeKeys, anchorDay: Day): Source[] {
  const user = "email" in developer ? developer.email : developer.handle;
  const perDay = CODING_PER_DAY[team] ?? 20;
  return [
    source({
      id: `coding/${user}`,
      key: keys.coding,
      user,
      userShare: 0.9,
      app: team === "Platform" || team === "Search" ? ACME_APPS.cline : ACME_APPS.roo,
      feature: "code-assistant",
      habit: "coding",
      perDay,
      byokShare: team === "Research" ? 0.3 : 0,
      mix: CODING_MIX[team] ?? { sonnet: 1 },
      switch: team === "Search" ? { from: addDays(anchorDay, -20), mix: sharesOf({ deepseek: 8, sonnet: 2 }) } : null,
      runaway:
        user === PEOPLE.member.email
          ? { day: addDays(anchorDay, -9), startMinute: 13 * 60 + 12, requests: 640, everySeconds: 20 }
          : null,
    }),
    source({
      id: `chat/${user}`,
      key: keys.gateway,
      user,
      app: ACME_APPS.gateway,
      feature: "internal-chat",
      habit: "chat",
      perDay: 9,
      mix: CHAT_MIX,
    }),
  ];
}

function serviceSources(keys: AcmeKeys, firstDay: Day, anchorDay: Day): Source[] {
  const { helpdesk, pipeline, archive, gateway, opencode } = ACME_APPS;
  return [
    source({
      id: "support",
      key: keys.support,
      user: "support-copilot",
      app: helpdesk,
      feature: "support-answers",
      habit: "service",
      perDay: 290,
      mix: { haiku: 6, flash: 3, sonnet: 1 },
    }),
    source({
      id: "search",
      key: keys.gateway,
      user: "search-ranking",
      app: gateway,
      feature: "search-ranking",
      habit: "service",
      perDay: 150,
      mix: { "gpt-mini": 8, deepseek: 2 },
    }),
    source({
      id: "ci",
      key: keys.ci,
      user: "ci",
      app: pipeline,
      feature: "code-review",
      habit: "pipeline",
      perDay: 120,
      mix: { sonnet: 4, "gpt-mini": 6 },
    }),
    source({
      id: "evals",
      key: keys.evals,
      feature: "evaluations",
      habit: "nightly",
      perDay: 110,
      mix: { opus: 1, gpt: 1, flash: 2, deepseek: 2, coder: 1, "free-small": 3 },
    }),
    source({
      id: "enrichment",
      key: keys.enrichment,
      user: "document-enrichment",
      app: archive,
      feature: "document-enrichment",
      habit: "nightly",
      perDay: 180,
      mix: { sonnet: 3, haiku: 5, flash: 2 },
      byokShare: 0.85,
    }),
    source({
      id: "staging-product",
      key: keys.productStaging,
      app: helpdesk,
      feature: "support-answers",
      habit: "chat",
      perDay: 26,
      mix: { haiku: 1, "free-small": 1 },
    }),
    source({ id: "staging-research", key: keys.researchStaging, habit: "chat", perDay: 18, mix: { gpt: 1, "gpt-mini": 2 } }),
    source({ id: "prototype", key: keys.prototype, habit: "chat", perDay: 16, mix: { flash: 1, gpt: 1 } }),
    source({ id: "jonas", key: keys.jonas, app: opencode, habit: "coding", perDay: 26, mix: { sonnet: 3, opus: 1 } }),
    source({ id: "ingrid", key: keys.ingrid, app: opencode, habit: "coding", perDay: 18, mix: { gpt: 2, coder: 1 } }),
    source({
      id: "hackathon",
      key: keys.hackathon,
      habit: "chat",
      perDay: 30,
      mix: { "gpt-mini": 2, coder: 1 },
      from: addDays(firstDay, 20),
      until: addDays(anchorDay, -151),
    }),
    source({
      id: "chatroom/elena",
      key: null,
      memberId: memberIdByName("Elena Petrova"),
      habit: "chat",
      perDay: 7,
      mix: { opus: 1, gemini: 2 },
    }),
    source({
      id: "chatroom/felix",
      key: null,
      memberId: memberIdByName("Felix Braun"),
      habit: "chat",
      perDay: 4,
      mix: { gpt: 1, "free-large": 1 },
    }),
  ];
}

function managementKeys(firstDay: Day): ManagementKey[] {
  const creatorId = memberIdByName("Olivia Marsh");
  return [
    { secret: MANAGEMENT_KEY, creatorId, disabled: false, expiresAt: null },
    { secret: DISABLED_MANAGEMENT_KEY, creatorId, disabled: true, expiresAt: null },
    { secret: EXPIRED_MANAGEMENT_KEY, creatorId, disabled: false, expiresAt: startOfDay(addDays(firstDay, 90)) },
  ];
}

/** Purchases go on every four weeks, so that a demo that is kept for long does not run dry. */
function creditsBought(anchorDay: Day): Cast["purchases"] {
  const known = [...EARLY_CREDITS, ...TOP_UPS].map(({ daysAgo, dollars }) => ({
    day: addDays(anchorDay, -daysAgo),
    usd: dollars,
  }));
  const toCome = Array.from({ length: 26 }, (_, month) => ({ day: addDays(anchorDay, 19 + 28 * month), usd: "1400" }));
  return [...known, ...toCome];
}

/** Acme Robotics: the account of the demo and the browser tests. */
export function acmeCast(firstDay: Day, anchorDay: Day): Cast {
  const workspaces = acmeWorkspaces(firstDay);
  const keys = acmeKeys(workspaces, firstDay, anchorDay);
  const developers = Object.entries(TEAMS).flatMap(([team, people]) =>
    people.flatMap((developer) => developerSources(team, developer, keys, anchorDay)),
  );
  return {
    organization: { id: ACME_ID, name: ORGANIZATION.name },
    workspaces,
    members: ACME_MEMBERS,
    keys: Object.values(keys),
    apps: Object.values(ACME_APPS),
    sources: [...developers, ...serviceSources(keys, firstDay, anchorDay), ...wastefulSources(keys)],
    managementKeys: managementKeys(firstDay),
    purchases: creditsBought(anchorDay),
  };
}
