import { execute, type Queryable, sql } from "../db/sql";
import type { Actor, AuthorizedScope } from "../domain/scope";

/** Who acts, as the audit trail and versions name him. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case "person":
      return actor.email;
    case "token":
      return `token:${actor.name}`;
    default:
      return actor.kind;
  }
}

/**
 * Notes who changed what, in the transaction that changes it. `action` is noun and verb as `connection.renamed`;
 * `subject` the id of what changed; `detail` must hold no secret.
 */
export async function writeAudit(
  client: Queryable,
  scope: Pick<AuthorizedScope, "organizationId" | "actor">,
  action: string,
  subject: string | null,
  detail: Record<string, unknown> | null = null,
): Promise<void> {
  await execute(
    sql`INSERT INTO audit_entries (organization_id, actor, action, subject, detail)
        VALUES (${scope.organizationId}::uuid, ${actorName(scope.actor)}, ${action}, ${subject},
                ${detail === null ? null : JSON.stringify(detail)}::jsonb)`,
    client,
  );
}
