import { requireToken } from "@/lib/access/token";
import { addDays, type Day, startOfDay } from "@/lib/domain/day";
import { usdToString } from "@/lib/domain/usd";
import { type Spike, spikes } from "@/lib/queries/spike/spikes";
import { answering } from "../../answer";
import { readQuestion } from "../question";
import { type SpikesAnswer, SpikesQuery } from "./contract";

function spikeJson(spike: Spike): SpikesAnswer["spikes"][number] {
  const { id, resolution, filters, driver, answer, answeredBy, note } = spike;
  return {
    id,
    resolution,
    filters: Object.fromEntries(Object.entries(filters).map(([dimension, words]) => [dimension, [...words]])),
    scope: spike.scopeLabels.map(({ dimension, label }) => ({ dimension, label })),
    from: spike.from.toISOString(),
    to: spike.to.toISOString(),
    actualUsd: usdToString(spike.actualUsd),
    usualUsd: usdToString(spike.usualUsd),
    beyondUsd: usdToString(spike.severityUsd),
    driver,
    foundAt: spike.openedAt.toISOString(),
    closedAt: spike.closedAt?.toISOString() ?? null,
    answer,
    answeredBy,
    answeredAt: spike.answeredAt?.toISOString() ?? null,
    note,
  };
}

/** What was not as usual: the same as the page's. */
export async function GET(request: Request): Promise<Response> {
  return answering(async () => {
    const scope = await requireToken(request, "read");
    const { from, to, open } = readQuestion(new URL(request.url).searchParams, SpikesQuery);
    const question = {
      since: from === undefined ? undefined : startOfDay(from as Day),
      until: to === undefined ? undefined : startOfDay(addDays(to as Day, 1)),
      open: open === "true",
    };
    const found = await spikes(scope, question);
    return Response.json({ spikes: found.map(spikeJson) } satisfies SpikesAnswer, { headers: { "cache-control": "no-store" } });
  });
}
