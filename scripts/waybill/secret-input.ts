/** Secrets come in by the environment or by standard input: an argument would stay in the shell's history and be seen by `ps`. */
import { WaybillError } from "../../lib/domain/error";

const VARIABLE = "WAYBILL_MANAGEMENT_KEY";

async function untyped(): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8").trim();
}

/** A line typed at a terminal, shown nowhere. */
function typed(question: string): Promise<string> {
  return new Promise((resolve, reject) => {
    process.stderr.write(question);
    process.stdin.setRawMode(true).setEncoding("utf8").resume();
    let line = "";
    const done = () => {
      process.stdin.setRawMode(false).pause().removeListener("data", onData);
      process.stderr.write("\n");
    };
    const onData = (text: string) => {
      for (const character of text) {
        if (character === "\r" || character === "\n" || character === "\u0004") {
          done();
          return resolve(line);
        }
        if (character === "\u0003") {
          done();
          return reject(new WaybillError("invalid_input", "No key was given."));
        }
        line = character === "\u007f" ? line.slice(0, -1) : line + character;
      }
    };
    process.stdin.on("data", onData);
  });
}

/** The management key: from WAYBILL_MANAGEMENT_KEY, from a pipe, or typed without being shown. */
export async function readManagementKey(): Promise<string> {
  const named = process.env[VARIABLE]?.trim();
  if (named) return named;
  const key = process.stdin.isTTY ? await typed("Management key (not shown): ") : await untyped();
  if (key) return key;
  throw new WaybillError("invalid_input", "No key was given.", { todo: `Pipe it in, or set ${VARIABLE}.` });
}
