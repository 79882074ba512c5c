import type { Command } from "commander";
import { addDays, dayOf, startOfDay } from "../../../lib/domain/day";
import { WaybillError } from "../../../lib/domain/error";
import { TOKEN_SCOPES, type TokenScope } from "../../../lib/domain/scope";
import { createToken, revokeToken } from "../../../lib/ledger/tokens";
import { tokensOf } from "../../../lib/queries/tokens";
import { typedDay } from "../day-option";
import { findToken } from "../find";
import { inSession } from "../session";

function isTokenScope(text: string): text is TokenScope {
  return (TOKEN_SCOPES as readonly string[]).includes(text);
}

export function tokenCommands(program: Command): void {
  const group = program.command("tokens").description("bearer tokens for the API");

  group
    .command("list")
    .description("every token, revoked ones too")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print, now }) => {
        const tokens = await tokensOf(await scope(), now);
        print(tokens.map(({ id, ...token }) => ({ ...token, id })));
      }),
    );

  group
    .command("create <name>")
    .description("make a token; it is shown once")
    .option("--scope <scope...>", "read (the spend of the whole organization), ingest (upload logs), manage (budgets)", ["read"])
    .option("--expires <day>", "the last day it works, YYYY-MM-DD, UTC; until revoked otherwise")
    .action((name: string, options: { scope: string[]; expires?: string }, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const strange = options.scope.find((wanted) => !isTokenScope(wanted));
        if (strange) {
          throw new WaybillError("invalid_input", `There is no scope ${JSON.stringify(strange)}.`, {
            todo: `Choose from ${TOKEN_SCOPES.join(", ")}.`,
          });
        }
        const expiresAt = options.expires ? startOfDay(addDays(typedDay(options.expires), 1)) : null;
        const made = await createToken(await scope(), { name, scopes: options.scope.filter(isTokenScope), expiresAt }, now);
        const until = expiresAt ? `works to the end of ${dayOf(new Date(expiresAt.getTime() - 1))}` : "works until it is revoked";
        say({ ...made, name, scopes: options.scope, expiresAt }, `${made.token}   (shown only this once; ${until})`);
      }),
    );

  group
    .command("revoke <token>")
    .description("refuse a token from now on; by name, first characters or id")
    .action((wanted: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const token = await findToken(authorized, wanted);
        await revokeToken(authorized, token.id, now);
        say({ id: token.id, name: token.name }, `${token.name} is refused from now on.`);
      }),
    );
}
