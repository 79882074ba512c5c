/** How commands name things: by what a person knows them by, or by id. */
import { z } from "zod";
import { type Sql, select, sql } from "../../lib/db/sql";
import { WaybillError } from "../../lib/domain/error";
import type { AuthorizedScope } from "../../lib/domain/scope";

const Organization = z.object({ id: z.string(), slug: z.string(), name: z.string(), created: z.date() });
export type Organization = z.infer<typeof Organization>;

/** Every organization, oldest first. */
export function organizations(): Promise<Organization[]> {
  return select(sql`SELECT id, slug, name, created_at AS created FROM organizations ORDER BY created_at, id`, Organization);
}

/** The organization of that slug; without one, the only organization there is. */
export async function findOrganization(slug: string | undefined): Promise<Organization> {
  const all = await organizations();
  const found = slug === undefined ? all : all.filter((organization) => organization.slug === slug);
  if (found[0] && found.length === 1) return found[0];
  const slugs = all.map((organization) => organization.slug).join(", ");
  if (all.length === 0) {
    throw new WaybillError("not_found", "There is no organization yet.", {
      todo: "Create one: npm run waybill -- organizations create <name> --owner <e-mail>",
    });
  }
  throw slug === undefined
    ? new WaybillError("invalid_input", `There are several organizations: ${slugs}.`, { todo: "Add --organization <slug>." })
    : new WaybillError("not_found", `There is no organization ${JSON.stringify(slug)}.`, { todo: `Choose from ${slugs}.` });
}

const Found = z.object({ id: z.string(), name: z.string() });
export type Found = z.infer<typeof Found>;

/** Where somebody can look up what there is; keys have no list of their own here. */
function whereToLook(what: string): string {
  return what === "key" ? "Look at the page Keys." : `List them: npm run waybill -- ${what}s list`;
}

async function theOne(what: string, wanted: string, question: Sql): Promise<Found> {
  const found = await select(question, Found);
  if (found[0] && found.length === 1) return found[0];
  throw found.length === 0
    ? new WaybillError("not_found", `There is no ${what} ${JSON.stringify(wanted)}.`, {
        todo: whereToLook(what),
      })
    : new WaybillError("conflict", `Several ${what}s are called ${JSON.stringify(wanted)}.`, {
        todo: `Use the id: ${found.map(({ id }) => id).join(", ")}`,
      });
}

/** By name or id; removed ones are not found. */
export function findConnection(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "connection",
    wanted,
    sql`SELECT id, name FROM connections WHERE organization_id = ${scope.organizationId}::uuid
          AND status <> 'removed' AND (name = ${wanted} OR id::text = ${wanted})`,
  );
}

/** By e-mail or id. */
export function findMember(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "member",
    wanted,
    sql`SELECT id, email AS name FROM memberships WHERE organization_id = ${scope.organizationId}::uuid
          AND removed_at IS NULL AND (email = ${wanted.toLowerCase()} OR id::text = ${wanted})`,
  );
}

/** By name or id. */
export function findTeam(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "team",
    wanted,
    sql`SELECT id, name FROM teams WHERE organization_id = ${scope.organizationId}::uuid AND (name = ${wanted} OR id::text = ${wanted})`,
  );
}

/** By name, code or id. */
export function findCostCenter(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "cost-center",
    wanted,
    sql`SELECT id, name FROM cost_centers WHERE organization_id = ${scope.organizationId}::uuid
          AND (name = ${wanted} OR code = ${wanted} OR id::text = ${wanted})`,
  );
}

/** By name, alias (an e-mail, a value of the `user` field) or id. */
export function findDeveloper(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "developer",
    wanted,
    sql`SELECT DISTINCT d.id, d.name FROM developers d LEFT JOIN developer_aliases a ON a.developer_id = d.id
        WHERE d.organization_id = ${scope.organizationId}::uuid AND (d.name = ${wanted} OR d.id::text = ${wanted} OR a.value = ${wanted})`,
  );
}

/** By name, first characters or id; revoked ones too. */
export function findToken(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "token",
    wanted,
    sql`SELECT id, name FROM api_tokens WHERE organization_id = ${scope.organizationId}::uuid
          AND (name = ${wanted} OR prefix = ${wanted} OR id::text = ${wanted})`,
  );
}

/** By name, hash, masked label or id. */
export function findKey(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "key",
    wanted,
    sql`SELECT id, name FROM keys WHERE organization_id = ${scope.organizationId}::uuid
          AND (name = ${wanted} OR hash = ${wanted} OR label = ${wanted} OR id::text = ${wanted})`,
  );
}

/** By name or id. */
export function findBudget(scope: AuthorizedScope, wanted: string): Promise<Found> {
  return theOne(
    "budget",
    wanted,
    sql`SELECT id, name FROM budgets WHERE organization_id = ${scope.organizationId}::uuid AND (name = ${wanted} OR id::text = ${wanted})`,
  );
}
