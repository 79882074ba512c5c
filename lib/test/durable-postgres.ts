/** A PostgreSQL of a test's own that can be killed and started again: nothing of it is traded for speed. */
import { readFileSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { guard } from "../../scripts/guard";
import { baseOutside } from "../../scripts/postgres/place";
import { freePort } from "../../scripts/postgres/ports";
import { serverUser } from "../../scripts/postgres/server-user";
import { startPostgres } from "../../scripts/postgres/start";

export interface DurablePostgres {
  /** Of its one database, which is empty at first. */
  url: string;
  /** Ends it without a word, as a machine that loses its power does, and starts it again. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** Its sessions take a moment to notice that the server is gone; until then the folder is theirs. */
async function startAgain<Server>(start: () => Promise<Server>): Promise<Server> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      if (attempt === 50) throw error;
      await pause(100);
    }
  }
}

export async function startDurablePostgres(): Promise<DurablePostgres> {
  const base = await mkdtemp(join(baseOutside(serverUser("/"), []), "waybill-killed-"));
  await chmod(base, 0o711);
  guard.throwaway(base);
  const folder = join(base, "data");
  const port = await freePort();
  // Those who had a session come back to the same port, which a server that was just killed may hold for a moment.
  const start = async () => {
    if ((await freePort([port])) !== port) throw new Error(`port ${port} is still held`);
    return startPostgres(folder, { password: "of this test", ports: [port] });
  };
  let server = await start();
  await server.createDatabase("killed");
  return {
    url: server.urlOf("killed"),
    async kill() {
      const pid = Number(readFileSync(join(folder, "postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(pid, "SIGKILL");
      server = await startAgain(start);
    },
    async stop() {
      await server.stop();
      await rm(base, { recursive: true, force: true });
    },
  };
}
