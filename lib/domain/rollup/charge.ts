import { type AliasBook, attributeDeveloper, type KeyFacts } from "../attribution/attribution";
import { decide, type RuleBook, type Verdict, type Verdicts } from "../attribution/rules";
import { textKey } from "../text-key";
import type { SpendLine, Split } from "./line";

/** Whom a day's spend can be charged to, and by what. */
export interface ChargeFacts {
  keys: ReadonlyMap<string, KeyFacts>;
  /** By workspace id: its names. */
  workspaceNames: ReadonlyMap<string, readonly string[]>;
  rules: RuleBook;
  developerOf: AliasBook;
  /** A developer's team on that day. */
  teamOf: (developerId: string) => string | null;
  /** A team's cost center on that day. */
  costCenterOf: (teamId: string) => string | null;
}

/** What a line says of whom it is charged to. In a thing that is split: null, and the split says among whom. */
export type Charge = Pick<
  SpendLine,
  | "developerId"
  | "teamId"
  | "costCenterId"
  | "feature"
  | "attribution"
  | "reason"
  | "developerRuleId"
  | "teamRuleId"
  | "featureRuleId"
> & { split: Split | null };

/** What a request tells of whom it is charged to; without one, nothing but the key and model is known. */
export interface ChargedRequest {
  externalUser: string | null;
  member: string | null;
  feature: string | null;
  app: string | null;
  keyName: string | null;
  /** Null where no rule asks for it. */
  sessionId: string | null;
  /** Those that rules ask for; null where they ask for none. */
  tags: ReadonlyMap<string, string | null> | null;
}

/** Answers are remembered, up to so many: a day may have a million sessions. */
const REMEMBERED = 50_000;

const theOnly = (verdict: Verdict | null) => (verdict?.shares.length === 1 ? (verdict.shares[0]?.to ?? null) : null);
const severalOf = (verdict: Verdict | null) => (verdict && verdict.shares.length > 1 ? verdict.shares : null);

function splitOf(verdicts: Verdicts): Split | null {
  const [developer, team, feature] = [verdicts.developer, verdicts.team, verdicts.feature].map(severalOf);
  return developer || team || feature ? { developer: developer ?? null, team: team ?? null, feature: feature ?? null } : null;
}

/** Says of a day's requests and remainders whom they are charged to: by the rules, else by the chain of attribution.ts. */
export class Charger {
  readonly #facts: ChargeFacts;
  readonly #otherwise = new Map<string, Charge>();
  readonly #verdicts = new Map<string, Verdicts>();
  readonly #keyTexts = new Map<string, readonly string[]>();

  constructor(facts: ChargeFacts) {
    this.#facts = facts;
  }

  charge(keyId: string | null, model: string, request: ChargedRequest | null): Charge {
    const otherwise = this.#withoutRules(keyId, request);
    if (this.#facts.rules.rules.length === 0) return otherwise;
    const verdicts = this.#verdictsOf(keyId, model, request);
    if (!verdicts.developer && !verdicts.team && !verdicts.feature) return otherwise;
    const developerId = verdicts.developer ? theOnly(verdicts.developer) : otherwise.developerId;
    const teamId = verdicts.team ? theOnly(verdicts.team) : this.#teamOf(developerId);
    return {
      developerId,
      teamId,
      costCenterId: this.#costCenterOf(teamId),
      feature: verdicts.feature ? theOnly(verdicts.feature) : otherwise.feature,
      attribution: verdicts.developer ? "rule" : otherwise.attribution,
      reason: verdicts.developer ? null : otherwise.reason,
      developerRuleId: verdicts.developer?.ruleId ?? null,
      teamRuleId: verdicts.team?.ruleId ?? null,
      featureRuleId: verdicts.feature?.ruleId ?? null,
      split: splitOf(verdicts),
    };
  }

  /** One answer for all requests that ask the same: there may be a million. */
  #withoutRules(keyId: string | null, request: ChargedRequest | null): Charge {
    const externalUser = request?.externalUser ?? null;
    const member = request?.member ?? null;
    const feature = request?.feature ?? null;
    const question = textKey(keyId, externalUser, member, feature, request ? "request" : null);
    const known = this.#otherwise.get(question);
    if (known) return known;
    const key = keyId === null ? null : (this.#facts.keys.get(keyId) ?? null);
    const found = attributeDeveloper({ key, externalUser, member, hasEvidence: request !== null }, this.#facts.developerOf);
    const { developerId, attribution, reason } = found;
    const teamId = this.#teamOf(developerId);
    const whose = { developerId, teamId, costCenterId: this.#costCenterOf(teamId), feature, attribution, reason };
    const charge: Charge = { ...whose, developerRuleId: null, teamRuleId: null, featureRuleId: null, split: null };
    this.#otherwise.set(question, charge);
    return charge;
  }

  #teamOf(developerId: string | null): string | null {
    return developerId === null ? null : this.#facts.teamOf(developerId);
  }

  #costCenterOf(teamId: string | null): string | null {
    return teamId === null ? null : this.#facts.costCenterOf(teamId);
  }

  #verdictsOf(keyId: string | null, model: string, request: ChargedRequest | null): Verdicts {
    const { rules } = this.#facts;
    const app = request?.app ?? null;
    const user = request?.externalUser ?? null;
    const session = request?.sessionId ?? null;
    const asked = rules.asks.tags.map((name) => request?.tags?.get(name) ?? null);
    const keyName = keyId === null ? (request?.keyName ?? null) : null;
    const question = textKey(keyId, keyName, model, app, user, session, ...asked);
    const known = this.#verdicts.get(question);
    if (known) return known;
    const key = keyId === null ? (keyName === null ? [] : [keyName]) : this.#textsOfKey(keyId);
    const workspaceId = keyId === null ? null : (this.#facts.keys.get(keyId)?.workspaceId ?? null);
    const workspace = workspaceId === null ? [] : [workspaceId, ...(this.#facts.workspaceNames.get(workspaceId) ?? [])];
    const environment = keyId === null ? null : (this.#facts.keys.get(keyId)?.environment ?? null);
    const tags = request?.tags ?? new Map();
    const found = decide(rules, { key, workspace, environment, model, app, user, session, tags });
    if (this.#verdicts.size >= REMEMBERED) this.#verdicts.clear();
    this.#verdicts.set(question, found);
    return found;
  }

  #textsOfKey(keyId: string): readonly string[] {
    const known = this.#keyTexts.get(keyId);
    if (known) return known;
    const texts = [keyId, ...(this.#facts.keys.get(keyId)?.names ?? [])];
    this.#keyTexts.set(keyId, texts);
    return texts;
  }
}
