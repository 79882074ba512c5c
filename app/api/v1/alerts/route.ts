import type { z } from "zod";
import { environment } from "@/lib/access/environment";
import { requireToken } from "@/lib/access/token";
import { type Alert, type AlertEvent, alertHistory, lastEvaluation, watchedAlerts } from "@/lib/queries/alert/alerts";
import { organizationSlug } from "@/lib/queries/organization-name";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { type AlertsAnswer, AlertsQuery } from "./contract";

type Answer = z.infer<typeof AlertsAnswer>;

function alertJson(origin: string, slug: string, alert: Alert): Answer["alerts"][number] {
  const { id, rule, name, level, step, since, headline, facts, driver, scope, acknowledgedBy, acknowledgedAt, snoozedUntil } =
    alert;
  return {
    id,
    rule,
    name,
    level,
    step,
    since: since.toISOString(),
    headline,
    facts: [...facts],
    driver,
    scope: scope as Answer["alerts"][number]["scope"],
    url: `${origin}/${slug}/alerts/${id}`,
    acknowledged: acknowledgedBy && acknowledgedAt ? { by: acknowledgedBy, at: acknowledgedAt.toISOString() } : null,
    snoozedUntil: snoozedUntil?.toISOString() ?? null,
  };
}

function changeJson({ id, alertId, rule, name, change, level, at, headline, driver, messages }: AlertEvent) {
  return { id, alertId, rule, name, change, level, at: at.toISOString(), headline, driver, messages };
}

/** How the organization's alerts stand, and what changed: the same as the page's. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { since } = readQuestion(new URL(request.url).searchParams, AlertsQuery);
    const [alerts, changes, evaluation, slug] = await Promise.all([
      watchedAlerts(scope),
      alertHistory(scope, new Date(), since ? new Date(since) : null),
      lastEvaluation(scope),
      organizationSlug(scope),
    ]);
    const answer: Answer = {
      evaluatedAt: evaluation?.at.toISOString() ?? null,
      alerts: alerts.map((alert) => alertJson(environment().url, slug, alert)),
      changes: changes.map(changeJson),
    };
    return Response.json(answer, { headers: { "cache-control": "no-store" } });
  });
}
