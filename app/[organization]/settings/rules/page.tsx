import type { Metadata } from "next";
import { PageHeader } from "@/app/_components/page-header";
import { Notice } from "@/app/_components/states";
import { RULE_FIELDS, type RuleCondition } from "@/lib/domain/attribution/rule";
import { dayOf, isDay } from "@/lib/domain/day";
import { WaybillError } from "@/lib/domain/error";
import { formatRange } from "@/lib/domain/format-day";
import type { AuthorizedScope } from "@/lib/domain/scope";
import { problemOfWord } from "@/lib/domain/spend/question";
import {
  attributionInForce,
  attributionVersion,
  attributionVersions,
  rulesProgress,
} from "@/lib/queries/attribution/attribution";
import { type AskedAbout, whyAttributed } from "@/lib/queries/attribution/why-attributed";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { nameFinder } from "./_components/draft-rule";
import { RebuildProgress } from "./_components/rebuild-progress";
import { RulesEditor } from "./_components/rules-editor";
import { Comparison, VersionsCard } from "./_components/versions-card";
import { type Why, WhyCard } from "./_components/why-card";

export const metadata: Metadata = { title: "Attribution rules" };

/** What somebody else's id or a mistyped version comes to is said on the page, not as an error of the whole. */
async function orProblem<Answer>(ask: () => Promise<Answer>): Promise<{ answer: Answer | null; problem: string | null }> {
  try {
    return { answer: await ask(), problem: null };
  } catch (error) {
    if (error instanceof WaybillError) return { answer: null, problem: `${error.message} ${error.todo ?? ""}` };
    throw error;
  }
}

async function whyOf(scope: AuthorizedScope, asked: AskedAbout, idName: Why["idName"]): Promise<Why> {
  const { explanation, newestVersion, label } = await whyAttributed(scope, asked);
  const about =
    "generationId" in asked ? null : `What was billed on ${formatRange(asked.day, asked.day)} that no request is known of`;
  return { about, explanation, newestVersion, idName, nameOf: (thing, id) => label(thing, { kind: "value", id }).label };
}

function textOf(value: string | string[] | undefined): string {
  return typeof value === "string" ? value.replaceAll("\0", "").trim().slice(0, 500) : "";
}

/** The line that the address asks about, as a day's lines link here: `?remainder=model&connection=…&day=…&of=key`. */
function remainderOf(query: Awaited<SettingsProps["searchParams"]>): AskedAbout | null {
  const [model, connectionId, day, keyId] = [query.remainder, query.connection, query.day, query.of].map(textOf);
  if (!model || !connectionId || !day || !isDay(day)) return null;
  return { model, connectionId, day, keyId: keyId && problemOfWord("key", keyId) === null ? keyId : null };
}

/** What the address already says of a new rule, as other pages link here: `?key=…&app=…`. */
function startedBy(query: Awaited<SettingsProps["searchParams"]>): RuleCondition[] {
  return RULE_FIELDS.flatMap((field) => {
    const value = field === "tag" ? "" : textOf(query[field]);
    return value === "" ? [] : [{ field, tag: null, match: "exact" as const, value }];
  });
}

export default async function RulesPage({ params, searchParams }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "rules.read");
  if (!may) return <NotPermitted title="Attribution rules" role={person.role} permission="rules.read" />;
  const query = await searchParams;
  const { why: asked, compare } = query;
  const [inForce, versions, progress] = await Promise.all([
    attributionInForce(scope),
    attributionVersions(scope),
    rulesProgress(scope),
  ]);
  const { version, rules, ...choices } = inForce;
  const nameOf = nameFinder(choices);
  const generationId = textOf(asked);
  const about = generationId ? { generationId } : remainderOf(query);
  const why = about ? await orProblem(() => whyOf(scope, about, nameOf)) : { answer: null, problem: null };
  const older = /^\d{1,9}$/.test(textOf(compare)) ? Number(textOf(compare)) : null;
  const compared = older === null ? null : await orProblem(() => attributionVersion(scope, older));
  const mayChange = scope.permissions.includes("rules.manage");
  const { slug } = organization;
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="Attribution rules"
        description="Whose spend it is, and what for, where requests do not say it themselves. Past days are rebuilt, facts never edited."
      />
      {!mayChange && <Notice>The role {person.role} may look. Owners and admins change rules.</Notice>}
      <RebuildProgress organization={slug} progress={progress} />
      <RulesEditor
        key={version}
        organization={slug}
        version={version}
        rules={rules}
        choices={choices}
        mayChange={mayChange}
        started={mayChange ? startedBy(query) : []}
        today={dayOf(new Date())}
      />
      <WhyCard asked={generationId} why={why.answer} problem={why.problem} />
      {compared?.problem && <Notice tone="bad">{compared.problem}</Notice>}
      {older !== null && compared?.answer && (
        <Comparison version={older} newest={version} before={compared.answer} after={rules} nameOf={nameOf} />
      )}
      <VersionsCard organization={slug} versions={versions} mayChange={mayChange} />
    </div>
  );
}
