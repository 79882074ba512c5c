import type { EnteredOrganization } from "@/lib/access/membership";
import { requireEntry } from "@/lib/access/scope";
import type { Permission } from "@/lib/domain/role";

export interface SettingsProps<Params = object> {
  params: Promise<{ organization: string } & Params>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Who asks, with whether the role grants the page's permission. */
export async function enterSettings(
  params: Promise<{ organization: string }>,
  permission: Permission,
): Promise<EnteredOrganization & { may: boolean }> {
  const entry = await requireEntry((await params).organization);
  return { ...entry, may: entry.scope.permissions.includes(permission) };
}
