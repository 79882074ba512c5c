import type { Command } from "commander";
import { BUDGET_PERIODS } from "../../../lib/domain/budget/budget";
import { BUDGET_DIMENSIONS } from "../../../lib/domain/budget/check";
import { outlookWords, PERIOD_WORDS, STATE_WORDS, scopeWords } from "../../../lib/domain/budget/words";
import { dayOf, startOfMonth } from "../../../lib/domain/day";
import { WaybillError } from "../../../lib/domain/error";
import { formatUsd } from "../../../lib/domain/format";
import { formatRange } from "../../../lib/domain/format-day";
import type { AuthorizedScope } from "../../../lib/domain/scope";
import type { Filters } from "../../../lib/domain/spend/question";
import { type Usd, usdToString } from "../../../lib/domain/usd";
import { createBudget } from "../../../lib/ledger/budget/budgets";
import { changeBudget, endBudget, setBudgetAmount } from "../../../lib/ledger/budget/changes";
import { budgetDetail } from "../../../lib/queries/budget/detail";
import { budgetList } from "../../../lib/queries/budget/list";
import { findBudget, findCostCenter, findDeveloper, findKey, findTeam } from "../find";
import { inSession } from "../session";

/** How the things that have ids are found by what people call them. */
const FINDERS = { developer: findDeveloper, team: findTeam, cost_center: findCostCenter, key: findKey } as const;

function isFound(dimension: string): dimension is keyof typeof FINDERS {
  return Object.hasOwn(FINDERS, dimension);
}

/** Reads `developer=Ada`, `model=openai/gpt-5`, `team=none`. */
async function filtersOf(scope: AuthorizedScope, texts: readonly string[]): Promise<Filters> {
  const filters: Record<string, string[]> = {};
  for (const text of texts) {
    const dimension = text.slice(0, Math.max(0, text.indexOf("=")));
    const word = text.slice(dimension.length + 1);
    if (!BUDGET_DIMENSIONS.some((known) => known === dimension)) {
      throw new WaybillError("invalid_input", `A budget cannot be on ${JSON.stringify(text)}.`, {
        todo: `Write it as dimension=value; dimensions are ${BUDGET_DIMENSIONS.join(", ")}.`,
      });
    }
    const named = isFound(dimension) && word !== "none" ? (await FINDERS[dimension](scope, word)).id : word;
    filters[dimension] = [...(filters[dimension] ?? []), named];
  }
  return filters;
}

function dollars(amount: Usd | null): string | null {
  return amount === null ? null : usdToString(amount);
}

const gather = (value: string, all: string[] = []) => [...all, value];

interface CreateOptions {
  per: string;
  on?: string[];
  from?: string;
  to?: string;
  owner?: string;
  note?: string;
  hardCap?: boolean;
}

function showCommands(group: Command): void {
  group
    .command("list")
    .description("every budget: how it stands, the worst first, then those to come and those that are over")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const { running, upcoming, ended } = await budgetList(await scope(), now);
        const rows = running.map(({ budget, scopeLabels, ...standing }) => ({
          ...{ name: budget.name, state: standing.state as string, on: scopeWords(scopeLabels), per: budget.per },
          ...{ spentUsd: dollars(standing.spentUsd), amountUsd: dollars(standing.amountUsd) },
          ...{
            expectedUsd: dollars(standing.projection?.expectedUsd ?? null),
            runsOutOn: standing.projection?.runsOutOn ?? null,
          },
          id: budget.id,
        }));
        const resting = [...upcoming, ...ended].map(({ budget, scopeLabels }) => ({
          ...{ name: budget.name, state: budget.startsOn > dayOf(now) ? "upcoming" : "ended", on: scopeWords(scopeLabels) },
          ...{ per: budget.per, spentUsd: null, amountUsd: null, expectedUsd: null, runsOutOn: null, id: budget.id },
        }));
        print([...rows, ...resting]);
      }),
    );

  group
    .command("show <budget>")
    .description("how a budget stands, in words, and how its past periods ended")
    .action((wanted: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, print, now }) => {
        const authorized = await scope();
        const { id } = await findBudget(authorized, wanted);
        const { budget, status, past } = await budgetDetail(authorized, id, now);
        const today = dayOf(now);
        const words = status
          ? `${STATE_WORDS[status.state]}: ${status.spentUsd === null ? "nothing is known" : formatUsd(status.spentUsd)} of ${formatUsd(status.amountUsd)}. ${outlookWords({ ...status, budget }, today) ?? ""}`
          : "It does not hold now.";
        say(
          { id, name: budget.name, state: status?.state ?? null },
          `${budget.name}, ${PERIOD_WORDS[budget.per].each}. ${words}`,
        );
        print(
          past.map(({ window, outcome, spentUsd, amountUsd }) => ({
            period: formatRange(window.from, window.to),
            ...{ outcome, spentUsd: dollars(spentUsd), amountUsd: dollars(amountUsd) },
          })),
        );
      }),
    );
}

/** Budgets from a terminal: the same functions as the pages and the API. */
export function budgetCommands(program: Command): void {
  const group = program.command("budgets").description("what a day, week or month may cost, and how that stands");
  showCommands(group);

  group
    .command("create <name> <dollars>")
    .description("make a budget")
    .option("--per <period>", BUDGET_PERIODS.join(", "), "month")
    .option("--on <dimension=value>", "which spend counts, such as developer=Ada; repeat it to add or narrow", gather)
    .option("--from <day>", "the first day that counts, YYYY-MM-DD, UTC; the first of this month otherwise")
    .option("--to <day>", "the last day that counts; until it is ended otherwise")
    .option("--owner <e-mail>", "who answers for it")
    .option("--note <text>", "a note")
    .option("--hard-cap", "a cap rather than a budget to keep to")
    .action((name: string, amount: string, options: CreateOptions, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const written = {
          ...{ name, amount, per: options.per, kind: options.hardCap ? "hard_cap" : "budget" },
          filters: await filtersOf(authorized, options.on ?? []),
          ...{
            startsOn: options.from ?? startOfMonth(dayOf(now)),
            endsOn: options.to,
            ownerEmail: options.owner,
            note: options.note,
          },
        };
        const { id } = await createBudget(authorized, written, now);
        say({ id, name }, `Made the budget ${name}.`);
      }),
    );

  group
    .command("amount <budget> <dollars>")
    .description("set the amount from the running period on; periods that are over keep theirs")
    .option("--from <day>", "from the period of this day on")
    .option("--until <day>", "to the end of this day's period: a raise that expires by itself")
    .action((wanted: string, amount: string, when: { from?: string; until?: string }, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const { id, name } = await findBudget(authorized, wanted);
        await setBudgetAmount(authorized, id, { amount, ...when }, now);
        say({ id, name, amount }, `${name} has the amount ${amount} now.`);
      }),
    );

  group
    .command("rename <budget> <name>")
    .description("give a budget another name")
    .action((wanted: string, name: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const found = await findBudget(authorized, wanted);
        await changeBudget(authorized, found.id, { name }, now);
        say({ id: found.id, name }, `${found.name} is called ${name} now.`);
      }),
    );

  group
    .command("end <budget>")
    .description("end a budget after today; its past stays")
    .action((wanted: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const { id, name } = await findBudget(authorized, wanted);
        const { lastDay } = await endBudget(authorized, id, now);
        say({ id, name, lastDay }, lastDay ? `${name} ends with ${lastDay}.` : `${name} had not begun and is gone.`);
      }),
    );
}
