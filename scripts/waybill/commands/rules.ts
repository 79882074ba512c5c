import { readFile } from "node:fs/promises";
import type { Command } from "commander";
import { sumMoves } from "../../../lib/domain/attribution/moves";
import { conditionPhrase, setPhrases } from "../../../lib/domain/attribution/words";
import { addDays, dayOf } from "../../../lib/domain/day";
import { WaybillError } from "../../../lib/domain/error";
import type { AuthorizedScope } from "../../../lib/domain/scope";
import { usdToString } from "../../../lib/domain/usd";
import { restoreAttribution, saveAttribution } from "../../../lib/ledger/attribution/rules";
import { attributionInForce, attributionVersion, attributionVersions } from "../../../lib/queries/attribution/attribution";
import { previewAttribution } from "../../../lib/queries/attribution/preview";
import { inSession, type Session } from "../session";

function versionOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new WaybillError("invalid_input", `${JSON.stringify(text)} is no version.`, {
    todo: "Write its number, as `rules list` shows it.",
  });
}

async function readRulesFile(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch((cause: Error) => {
    throw new WaybillError("not_found", `The file ${path} cannot be read.`, { todo: "Check its name.", cause });
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new WaybillError("invalid_input", `${path} holds no JSON.`, { todo: "Use what `rules export` writes.", cause });
  }
}

/** What the rules would move in the last 90 days, from whom to whom. */
async function previewRows(scope: AuthorizedScope, rules: unknown, now: Date) {
  const today = dayOf(now);
  const { answers } = await previewAttribution(scope, { rules, from: addDays(today, -89), to: addDays(today, 1) });
  const names = new Map<string, string>();
  const moves = [];
  for await (const day of answers) {
    for (const move of day.moves) {
      moves.push(move);
      for (const id of [move.from, move.to]) if (id !== null) names.set(id, day.label(move.thing, { kind: "value", id }).label);
    }
  }
  const nameOf = (id: string | null) => (id === null ? "" : (names.get(id) ?? id));
  return sumMoves(moves).map(({ thing, from, to, costUsd, requests }) => {
    return { thing, from: nameOf(from), to: nameOf(to), usd: usdToString(costUsd), requests };
  });
}

async function importRules({ scope, print, say, now }: Session, path: string, note: string, saves: boolean): Promise<void> {
  const authorized = await scope();
  const rules = await readRulesFile(path);
  const { version } = await attributionInForce(authorized);
  print(await previewRows(authorized, rules, now));
  if (!saves) return;
  const saved = await saveAttribution(authorized, { rules, note, basedOn: version }, now);
  say(saved, `Saved as version ${saved.version}. The books are rebuilt by it in the background.`);
}

export function ruleCommands(program: Command): void {
  const group = program.command("rules").description("whose spend it is, and what for, where requests do not say it");

  group
    .command("list")
    .description("every version of the rules, newest first")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => print(await attributionVersions(await scope()))),
    );

  group
    .command("show [version]")
    .description("the rules in force, or those of a version, in their order")
    .action((wanted: string | undefined, _options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const authorized = await scope();
        const inForce = await attributionInForce(authorized);
        const names = new Map(
          [...inForce.developers, ...inForce.teams, ...inForce.keys, ...inForce.workspaces].map(({ id, name }) => [id, name]),
        );
        const nameOf = (id: string) => names.get(id) ?? null;
        const rules = wanted === undefined ? inForce.rules : await attributionVersion(authorized, versionOf(wanted));
        print(
          rules.map((rule, index) => ({
            ...{ position: index + 1, name: rule.name, on: rule.enabled },
            where: rule.conditions.map((condition) => conditionPhrase(condition, nameOf)).join(" and "),
            sets: setPhrases(rule, nameOf).join("; "),
          })),
        );
      }),
    );

  group
    .command("export [version]")
    .description("write the rules in force, or those of a version, as JSON that `import` takes")
    .action((wanted: string | undefined, _options, command: Command) =>
      inSession(command, async ({ scope }) => {
        const authorized = await scope();
        const version = wanted === undefined ? (await attributionInForce(authorized)).version : versionOf(wanted);
        console.log(JSON.stringify(await attributionVersion(authorized, version), null, 2));
      }),
    );

  group
    .command("import <file>")
    .description("show what the rules of a file would move in 90 days; with --save, save them as a new version")
    .option("--save", "save them")
    .option("--note <text>", "why", "")
    .action((path: string, { save = false, note }: { save?: boolean; note: string }, command: Command) =>
      inSession(command, (session) => importRules(session, path, note, save)),
    );

  group
    .command("restore <version>")
    .description("take the rules of an older version again, as a new one")
    .action((wanted: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const { version: basedOn } = await attributionInForce(authorized);
        const { version } = await restoreAttribution(authorized, { version: versionOf(wanted), basedOn }, now);
        say({ version }, `The rules of version ${wanted} are in force again, as version ${version}.`);
      }),
    );
}
