import type { Command } from "commander";
import { sourcesOf } from "../../../lib/domain/generation/generation";
import { usdToString } from "../../../lib/domain/usd";
import { repairGeneration } from "../../../lib/intake/repair-generation";
import { generationDetail } from "../../../lib/queries/generation/detail";
import { findConnection } from "../find";
import { inSession } from "../session";

interface GenerationOptions {
  repair?: boolean;
  connection?: string;
}

export function generationCommands(program: Command): void {
  program
    .command("generation <id>")
    .description("one request: what is known of it, whom it is charged to, and who told")
    .option("--repair", "ask OpenRouter about it first")
    .option("--connection <connection>", "whose key to ask with, for a request that is not known yet")
    .action((id: string, { repair, connection }: GenerationOptions, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const authorized = await scope();
        if (repair) {
          const home = connection ? await findConnection(authorized, connection) : null;
          await repairGeneration(authorized, id, { connectionId: home?.id });
        }
        const { row, charge, labels, connection: home } = await generationDetail(authorized, id);
        const { told_by: _bits, sources, cost_usd: cost, byok_usd: byok, key_id: key, connection_id: _id, ...fields } = row;
        print([
          {
            ...fields,
            connection: home.name,
            key: key === null ? row.key_name : labels("key", { kind: "value", id: key }).label,
            costUsd: cost === null ? null : usdToString(cost),
            byokUsd: byok === null ? null : usdToString(byok),
            sources: sourcesOf(sources),
            chargedTo: charge.parts.flatMap(({ developerId: id }) =>
              id === null ? [] : labels("developer", { kind: "value", id }).label,
            ),
            because: charge.reason ?? charge.attribution,
          },
        ]);
      }),
    );
}
