import type pg from "pg";
import type { RuleBook } from "../../domain/attribution/rules";
import type { Day } from "../../domain/day";
import type { Figures } from "../../domain/figures";
import type { SpendLine } from "../../domain/rollup/line";
import { DayRollup } from "../../domain/rollup/rollup";
import { splitLine } from "../../domain/rollup/split";
import { SAYS_NOTHING, ToldLines, type ToldPart } from "../../domain/rollup/told-lines";
import type { AuthorizedScope } from "../../domain/scope";
import { textKey } from "../../domain/text-key";
import { readRuleBook } from "../../facts/attribution-rules";
import { readToldEvidence } from "../../facts/day-evidence";
import { readDayFacts } from "../../facts/day-facts";
import { foreseeDevelopers } from "../../facts/developer-ids";

/** A line of the books of one day at the grain of FOCUS: summed over how it was attributed alone. */
export interface FocusLine
  extends Figures,
    Pick<
      SpendLine,
      "workspaceId" | "keyId" | "model" | "provider" | "developerId" | "teamId" | "costCenterId" | "feature" | "app"
    > {
  connectionId: string;
  day: Day;
  evidence: string;
}

function nameOf(line: Omit<FocusLine, keyof Figures | "connectionId" | "day">): string {
  const { evidence, workspaceId, keyId, model, provider, developerId, teamId, costCenterId, feature, app } = line;
  return textKey(evidence, workspaceId, keyId, model, provider, developerId, teamId, costCenterId, feature, app);
}

/** Lines held at once: each time a day's requests are read anew for the next ones. */
const HELD = 20_000;

/** Lines that come by day and connection, in lists of one of these. */
async function* ofOneDay<Line extends FocusLine>(batches: AsyncIterable<Line[]>): AsyncGenerator<Line[]> {
  let held: Line[] = [];
  for await (const batch of batches) {
    for (const line of batch) {
      const [first] = held;
      if (first && (first.day !== line.day || first.connectionId !== line.connectionId || held.length >= HELD)) {
        yield held;
        held = [];
      }
      held.push(line);
    }
  }
  if (held.length > 0) yield held;
}

const restsOnRequests = ({ evidence }: FocusLine) => evidence === "generation" || evidence === "log";

/** Lines of one day that rest on requests, told apart by what these say; `rules` are those in force. */
async function* toldOfDay<Line extends FocusLine>(
  organizationId: string,
  lines: readonly [Line, ...Line[]],
  rules: RuleBook,
  client: pg.PoolClient,
): AsyncGenerator<ToldPart<Line>[]> {
  const [{ connectionId, day }] = lines;
  const owner = { organizationId, connectionId, day };
  const { people, facts } = await readDayFacts(client, owner, foreseeDevelopers);
  const rollup = new DayRollup({ ...facts, rules });
  const parts = new ToldLines(lines.map((line) => [nameOf(line), line]));
  const models = [...new Set(lines.map(({ model }) => model))];
  for await (const groups of readToldEvidence(client, owner, rules.asks, models)) {
    await people.meet(client, groups);
    const ready: ToldPart<Line>[] = [];
    for (const group of groups) {
      const draft = rollup.draft(group);
      const tags = Object.fromEntries([...(group.tags ?? [])].filter((tag): tag is [string, string] => tag[1] !== null));
      for (const line of draft ? splitLine(draft, facts) : []) {
        const part = parts.take(nameOf(line), { tags, user: group.externalUser }, line);
        if (part) ready.push(part);
      }
    }
    yield ready;
  }
  yield [...parts.close()];
}

/**
 * Lines of the books, told apart by the tags and users of the requests behind them. Which request stands in which line is
 * asked of the same computation over the same facts that made the books, so that the parts are what was charged; the parts
 * of each line add up to it, whatever the facts have become since. `batches` come by day and connection.
 */
export async function* toldLines<Line extends FocusLine>(
  scope: AuthorizedScope,
  batches: AsyncIterable<Line[]>,
  client: pg.PoolClient,
): AsyncGenerator<ToldPart<Line>[]> {
  const rules = await readRuleBook(client, scope.organizationId);
  for await (const lines of ofOneDay(batches)) {
    const [first, ...others] = lines.filter(restsOnRequests);
    if (first) yield* toldOfDay(scope.organizationId, [first, ...others], rules, client);
    yield lines.filter((line) => !restsOnRequests(line)).map((line) => ({ line, said: SAYS_NOTHING, figures: line }));
  }
}
