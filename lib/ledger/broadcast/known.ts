import { z } from "zod";
import { type Queryable, select, sql, transaction } from "../../db/sql";
import type { BroadcastDelivery, BroadcastGeneration, KnownConnection } from "../../domain/broadcast/broadcast";
import type { GenerationReport } from "../../domain/generation/generation";
import type { AuthorizedScope } from "../../domain/scope";
import { permaslugsOf } from "../catalogue/catalogue";
import { homeOfUpload } from "../import/home";
import { namesHeld } from "../keys";

/** `held`: who may have used the names of keys that deliveries tell, as namesHeld() answers it. */
const Connection = z.object({ id: z.string(), name: z.string(), accountId: z.string().nullable(), held: z.string() });
type Connection = z.infer<typeof Connection>;

async function connectionsOf(client: Queryable, scope: AuthorizedScope, names: readonly string[]): Promise<Connection[]> {
  return select(
    sql`SELECT c.id, c.name, c.account_id AS "accountId", ${namesHeld(sql`c.id`, names)} AS held FROM connections c
        WHERE c.organization_id = ${scope.organizationId}::uuid AND c.status <> 'removed' ORDER BY c.created_at, c.id`,
    Connection,
    client,
    "connections of deliveries",
  );
}

/** What comes before the first connection is kept where uploaded logs are. */
async function firstHome(scope: AuthorizedScope): Promise<Connection[]> {
  const id = await transaction((client) => homeOfUpload(client, scope, undefined));
  return [{ id, name: "", accountId: null, held: "[]" }];
}

const Member = z.object({ connectionId: z.string(), memberId: z.string(), email: z.string() });

/** What the directory calls each member who made a key. */
async function membersOf(client: Queryable, scope: AuthorizedScope, ids: readonly string[]): Promise<z.infer<typeof Member>[]> {
  if (ids.length === 0) return [];
  return select(
    sql`SELECT connection_id AS "connectionId", member_id AS "memberId", email FROM openrouter_members
        WHERE organization_id = ${scope.organizationId}::uuid AND member_id = ANY (${[...ids]}::text[])`,
    Member,
    client,
    "members of deliveries",
  );
}

export interface KnownOfDeliveries {
  connections: readonly (KnownConnection & { held: string })[];
  /** The names of keys that `held` is about. */
  names: readonly string[];
  /** A generation's report in the directory's and the catalogue's words. */
  reportIn(connectionId: string, generation: BroadcastGeneration): GenerationReport;
}

/** What directory and catalogue say of that which deliveries tell, asked at once and before anything is locked. */
export async function knownOf(
  client: Queryable,
  scope: AuthorizedScope,
  deliveries: readonly BroadcastDelivery[],
): Promise<KnownOfDeliveries> {
  const all = deliveries.flatMap(({ generations }) => generations);
  const names = [...new Set(all.flatMap(({ report }) => report.keyName ?? []))];
  const [connections, models, members] = await Promise.all([
    connectionsOf(client, scope, names),
    permaslugsOf(client, [...new Set(all.map(({ report }) => report.model))]),
    membersOf(client, scope, [...new Set(all.flatMap(({ creatorId }) => creatorId ?? []))]),
  ]);
  const emails = new Map(members.map(({ connectionId, memberId, email }) => [`${connectionId} ${memberId}`, email]));
  return {
    connections: connections.length > 0 ? connections : await firstHome(scope),
    names,
    reportIn: (connectionId, { report, creatorId }) => ({
      ...report,
      model: models.get(report.model) ?? report.model,
      member: emails.get(`${connectionId} ${creatorId}`) ?? null,
    }),
  };
}
