import { type Command, Option } from "commander";
import { scopeWords } from "../../../lib/domain/budget/words";
import { SPIKE_ANSWERS, type SpikeAnswer } from "../../../lib/domain/spike/spike";
import { usdToString } from "../../../lib/domain/usd";
import { answerSpike } from "../../../lib/ledger/spike/spikes";
import { spikeById, spikes } from "../../../lib/queries/spike/spikes";
import { inSession } from "../session";

/** What was not as usual, from a terminal. */
export function spikeCommands(program: Command): void {
  const group = program.command("spikes").description("spend that was not as usual");
  group
    .command("list")
    .description("spikes, the newest first")
    .option("--open", "only those that may go on")
    .action(({ open = false }: { open?: boolean }, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const found = await spikes(await scope(), { open });
        print(
          found.map((spike) => ({
            from: spike.from.toISOString(),
            to: spike.to.toISOString(),
            on: scopeWords(spike.scopeLabels),
            beyondUsd: usdToString(spike.severityUsd),
            driver: spike.driver ?? "",
            state: spike.answer ?? (spike.closedAt ? "over" : "goes on"),
            id: spike.id,
          })),
        );
      }),
    );
  group
    .command("answer <id>")
    .description("say what a spike was")
    .addOption(new Option("--as <answer>", "what it was").choices(SPIKE_ANSWERS).default("acknowledged"))
    .option("--note <text>", "what it was, and what was done", "")
    .action((id: string, options: { as: SpikeAnswer; note: string }, command: Command) =>
      inSession(command, async ({ scope, say, now }) => {
        const authorized = await scope();
        const visible = (await spikeById(authorized, id)) !== null;
        await answerSpike(authorized, { id, answer: options.as, note: options.note, visible }, now);
        say({ id, answer: options.as }, `Noted as ${options.as}.`);
      }),
    );
}
