/** Codes of the operating system, of PostgreSQL (57P: going down or coming up; 08: connection) and of Prisma. */
const AWAY = /^(ECONN|ETIMEDOUT|EPIPE|ENOTFOUND|EAI_AGAIN|57P|08|P1001|P1002|P1008|P1017)/;
/** What the driver throws without a code. */
const AWAY_WORDS = /Connection terminated|timeout exceeded when trying to connect/;

/** Whether an error says that the database is away or being started: not that it refuses what was asked. */
export function isDatabaseAway(error: unknown): boolean {
  const { code = "", message = "" } = (error ?? {}) as { code?: unknown; message?: unknown };
  return AWAY.test(String(code)) || AWAY_WORDS.test(String(message));
}
