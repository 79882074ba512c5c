import type { ReactNode } from "react";
import { Badge } from "@/app/_components/badge";
import { buttonClass } from "@/app/_components/button";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { Input } from "@/app/_components/form/field";
import { Notice } from "@/app/_components/states";
import { CHAIN_WORDS, NOBODY_WORDS } from "@/lib/domain/attribution/charge-words";
import type { AttributionExplanation, ExplainedRule } from "@/lib/domain/attribution/explain";
import type { RuleThing } from "@/lib/domain/attribution/rule";
import { conditionPhrase } from "@/lib/domain/attribution/words";
import { percentText } from "@/lib/domain/format";
import { percentToString } from "@/lib/domain/percent";

/** What the page knows of the answer; `nameOf` calls developers, teams, keys and workspaces. */
export interface Why {
  /** What was asked about, where it is no request that the field names. */
  about: string | null;
  explanation: AttributionExplanation;
  newestVersion: number;
  nameOf: (thing: RuleThing, id: string) => string;
  idName: (id: string) => string | null;
}

function verdictWords({ explanation, nameOf }: Why, thing: RuleThing): ReactNode {
  const { otherwise, rules } = explanation;
  const verdict = explanation[thing];
  if (verdict) {
    const rule = rules.find((one) => one.rule.id === verdict.ruleId);
    const shares = verdict.shares.map(({ to, weight }) =>
      verdict.shares.length === 1 ? nameOf(thing, to) : `${nameOf(thing, to)} ${percentText(percentToString(weight))}`,
    );
    return `${shares.join(", ")}, by rule ${rule?.position} (${rule?.rule.name})`;
  }
  if (thing === "feature")
    return otherwise.feature === null ? "None: the request says none" : `${otherwise.feature}, by the request itself`;
  if (thing === "team") return teamWords(explanation, otherwise.teamId, nameOf);
  if (otherwise.developerId === null) return `Nobody: ${NOBODY_WORDS[otherwise.reason]}`;
  return `${nameOf("developer", otherwise.developerId)}: ${CHAIN_WORDS[otherwise.attribution]}`;
}

function teamWords({ developer }: AttributionExplanation, teamId: string | null, nameOf: Why["nameOf"]): string {
  if (developer) return "That of the developer on that day";
  return teamId === null ? "None" : `${nameOf("team", teamId)}: the developer's on that day`;
}

function outcome({ matched, decided, overruled }: ExplainedRule) {
  if (!matched) return <Badge>Did not match</Badge>;
  if (decided.length > 0) return <Badge tone="good">Decided the {decided.join(" and the ")}</Badge>;
  return (
    <Badge tone="warn">Matched, but earlier rules decided the {overruled.map(({ thing }) => thing).join(" and the ")}</Badge>
  );
}

function RuleOutcome({ explained, idName }: { explained: ExplainedRule; idName: Why["idName"] }) {
  return (
    <li className="flex flex-col gap-1 py-2">
      <h3 className="flex flex-wrap items-center gap-2 text-sm font-medium text-ink">
        {explained.position}. {explained.rule.name} {outcome(explained)}
      </h3>
      <ul className="text-xs text-muted">
        {explained.conditions.map(({ condition, met, saw }) => (
          <li key={JSON.stringify(condition)} className="[overflow-wrap:anywhere]">
            {met ? "Met" : "Not met"}: {conditionPhrase(condition, idName)}; it saw{" "}
            {saw.length === 0
              ? "nothing: that is not known"
              : saw.map((value) => `“${(idName(value) ?? value).slice(0, 200)}”`).join(", ")}
          </li>
        ))}
      </ul>
    </li>
  );
}

function Answer(why: Why) {
  const { about, explanation, newestVersion, idName } = why;
  return (
    <div className="flex flex-col gap-4">
      {about !== null && <p className="text-sm text-ink">{about}:</p>}
      {explanation.version !== newestVersion && (
        <Notice tone="warn">
          The books of that day are still made by version {explanation.version}; version {newestVersion} reaches them soon.
        </Notice>
      )}
      <Facts
        facts={[
          ["Developer", verdictWords(why, "developer")],
          ["Team", verdictWords(why, "team")],
          ["Feature", verdictWords(why, "feature")],
          ["Rules", explanation.version === 0 ? "None" : `Version ${explanation.version}`],
        ]}
      />
      {explanation.rules.length > 0 && (
        <ol className="divide-y divide-line">
          {explanation.rules.map((explained) => (
            <RuleOutcome key={explained.rule.id} explained={explained} idName={idName} />
          ))}
        </ol>
      )}
    </div>
  );
}

/** Ask of one request why it is charged as it is. */
export function WhyCard({ asked, why, problem }: { asked: string; why: Why | null; problem: string | null }) {
  return (
    <Card title="Why is it charged so?" note="Which rule decided, what else matched, and what counts where no rule does.">
      <div className="flex flex-col gap-4">
        <form className="flex max-w-xl gap-2">
          <Input name="why" defaultValue={asked} placeholder="gen-…" aria-label="Id of a request" spellCheck={false} />
          <button type="submit" className={buttonClass()}>
            Ask
          </button>
        </form>
        {problem && <Notice tone="bad">{problem}</Notice>}
        {why && <Answer {...why} />}
      </div>
    </Card>
  );
}
