import { PageHeader } from "@/app/_components/page-header";
import { EmptyState } from "@/app/_components/states";
import { type Permission, ROLES, type Role, roleMay } from "@/lib/domain/role";

/** Shown instead of a settings page that the person's role does not open: which roles do. */
export function NotPermitted({ title, role, permission }: { title: string; role: Role; permission: Permission }) {
  const roles = ROLES.filter((candidate) => roleMay(candidate, permission));
  const names = roles.length > 1 ? `${roles.slice(0, -1).join(", ")} and ${roles.at(-1)}` : roles[0];
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title={title} />
      <EmptyState title={`This page is not open to the role ${role}`}>
        The roles {names} see it. Ask an owner or admin of the organization to do it for you, or to change your role.
      </EmptyState>
    </div>
  );
}
