import type { ReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { WaybillError } from "../../../lib/domain/error";
import { importProgress } from "../../../lib/domain/import/progress";
import { usdToString } from "../../../lib/domain/usd";
import { receiveUpload } from "../../../lib/intake/imports";
import { cancelImport } from "../../../lib/ledger/import/cancel";
import { allRejects, type ImportSummary, importById, importsOf } from "../../../lib/queries/imports";
import { findConnection } from "../find";
import { inSession } from "../session";

function row({ costUsd, ...summary }: ImportSummary): Record<string, unknown> {
  const progress = importProgress(summary, new Date());
  return {
    file: summary.fileName,
    kind: summary.kind,
    status: summary.status,
    done: progress?.share == null ? null : `${Math.floor(progress.share * 100)} %`,
    rowsPerSecond: progress?.rowsPerSecond ?? null,
    secondsLeft: progress?.secondsLeft ?? null,
    rows: summary.rows,
    inserted: summary.inserted,
    merged: summary.merged,
    rejected: summary.rejected,
    costUsd: costUsd === null ? null : usdToString(costUsd),
    firstDay: summary.firstDay,
    lastDay: summary.lastDay,
    problem: summary.errorMessage,
    connection: summary.connectionName,
    createdAt: summary.createdAt,
    id: summary.id,
  };
}

async function opened(path: string): Promise<ReadStream> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new WaybillError("not_found", `${path} cannot be read (${error.code}).`, {
      todo: "Check the name and who may read it.",
    });
  });
  if ((await file.stat()).isDirectory()) {
    await file.close();
    throw new WaybillError("invalid_input", `${path} is a folder.`, { todo: "Name the CSV file in it." });
  }
  return file.createReadStream({ highWaterMark: 1 << 20 });
}

export function importCommands(program: Command): void {
  const group = program.command("imports").description("uploaded logs of OpenRouter (CSV)");

  group
    .command("upload <file>")
    .description("take in a log or an aggregate export; - for standard input")
    .option("--connection <connection>", "the account it is of; otherwise the home of uploads")
    .action((file: string, options: { connection?: string }, command: Command) =>
      inSession(command, async ({ scope, say, isRunning }) => {
        const authorized = await scope();
        const connection = options.connection ? await findConnection(authorized, options.connection) : null;
        // npm runs commands in the project's folder; the person stood in another.
        const path = resolve(process.env.INIT_CWD ?? ".", file);
        const fileName = file === "-" ? "standard input" : basename(path);
        const stream = file === "-" ? process.stdin : await opened(path);
        const { importId } = await receiveUpload(authorized, { fileName, stream, connectionId: connection?.id });
        const when = isRunning ? "The worker adds it to the books now" : "It is added to the books when Waybill runs";
        say({ id: importId }, `Read as import ${importId}. ${when}: npm run waybill -- imports show ${importId}`);
      }),
    );

  group
    .command("list")
    .description("uploaded files, newest first")
    .action((_options, command: Command) =>
      inSession(command, async ({ scope, print }) => print((await importsOf(await scope())).map(row))),
    );

  group
    .command("show <id>")
    .description("how one file was taken")
    .action((id: string, _options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const found = await importById(await scope(), id);
        if (!found)
          throw new WaybillError("not_found", `There is no import ${id}.`, {
            todo: "List them: npm run waybill -- imports list",
          });
        print([row(found)]);
      }),
    );

  group
    .command("cancel <id>")
    .description("stop an import; nothing of its file stays")
    .action((id: string, _options, command: Command) =>
      inSession(command, async ({ scope, say, isRunning }) => {
        await cancelImport(await scope(), id, new Date());
        const when = isRunning ? "" : " What was merged is taken back when Waybill runs.";
        say({ id }, `Cancelled: nothing of the file stays.${when}`);
      }),
    );

  group
    .command("rejects <id>")
    .description("the rows of a file that were refused: line, column and reason")
    .action((id: string, _options, command: Command) =>
      inSession(command, async ({ scope, print }) => {
        const authorized = await scope();
        if (!(await importById(authorized, id))) throw new WaybillError("not_found", `There is no import ${id}.`);
        const rejects: Record<string, unknown>[] = [];
        for await (const some of allRejects(authorized, id)) rejects.push(...some);
        print(rejects);
      }),
    );
}
