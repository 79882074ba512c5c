import { z } from "zod";
import { execute, type Queryable, select, sql, transaction } from "../db/sql";
import { parseDomain } from "../domain/email";
import { WaybillError } from "../domain/error";
import { permit } from "../domain/permit";
import type { Actor, AuthorizedScope } from "../domain/scope";
import { isSlug, slugFrom } from "../domain/slug";
import { writeAudit } from "./audit";

export interface CreatedOrganization {
  id: string;
  slug: string;
}

const Created = z.object({ id: z.string(), slug: z.string() });

function checkedName(name: string): string {
  const trimmed = name.trim();
  if (trimmed.length > 0 && trimmed.length <= 100) return trimmed;
  throw new WaybillError("invalid_input", "An organization needs a name of 1 to 100 characters.", { todo: "Give it a name." });
}

/**
 * Founds an organization. Without a slug one is made from the name, numbered where it is taken; a slug that was asked
 * for and is taken is a `conflict`.
 */
export async function createOrganization(
  client: Queryable,
  { name, slug, actor }: { name: string; slug?: string | undefined; actor: Actor },
): Promise<CreatedOrganization> {
  const checked = checkedName(name);
  if (slug !== undefined && !isSlug(slug)) {
    throw new WaybillError("invalid_input", `${JSON.stringify(slug)} cannot be an organization's path.`, {
      todo: "Use lower-case letters, digits and hyphens, starting with a letter or digit.",
    });
  }
  for (let attempt = 1; ; attempt += 1) {
    const wanted = slug ?? `${slugFrom(checked)}${attempt > 1 ? `-${attempt}` : ""}`;
    const [created] = await select(
      sql`INSERT INTO organizations (slug, name) VALUES (${wanted}, ${checked}) ON CONFLICT (slug) DO NOTHING RETURNING id, slug`,
      Created,
      client,
    );
    if (created) {
      await writeAudit(client, { organizationId: created.id, actor }, "organization.created", created.id, { name: checked });
      return created;
    }
    if (slug !== undefined) {
      throw new WaybillError("conflict", `The path ${slug} is taken.`, { todo: "Choose another." });
    }
  }
}

/** Renames the organization; its path stays, so that links keep working. */
export async function renameOrganization(scope: AuthorizedScope, name: string): Promise<void> {
  permit(scope, "members.manage");
  const checked = checkedName(name);
  await transaction(async (client) => {
    await execute(sql`UPDATE organizations SET name = ${checked} WHERE id = ${scope.organizationId}::uuid`, client);
    await writeAudit(client, scope, "organization.renamed", scope.organizationId, { name: checked });
  });
}

/** Sets the e-mail domains whose verified people join as members when they first sign in. Present members stay. */
export async function setAllowedDomains(scope: AuthorizedScope, domains: readonly string[]): Promise<void> {
  permit(scope, "members.manage");
  const checked = domains.map((text) => {
    const domain = parseDomain(text);
    if (domain !== null) return domain;
    throw new WaybillError("invalid_input", `${JSON.stringify(text.slice(0, 100))} is not an e-mail domain.`, {
      todo: "Write it as example.com.",
    });
  });
  await transaction(async (client) => {
    const unique = [...new Set(checked)];
    await execute(
      sql`UPDATE organizations SET allowed_domains = ${unique}::text[] WHERE id = ${scope.organizationId}::uuid`,
      client,
    );
    await writeAudit(client, scope, "organization.domains_set", scope.organizationId, { domains: unique });
  });
}
