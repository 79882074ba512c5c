import type { Metadata } from "next";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { type Column, type Row, Table } from "@/app/_components/table";
import { environment } from "@/lib/access/environment";
import { formatInstant } from "@/lib/domain/format-day";
import type { Role } from "@/lib/domain/role";
import { type MemberSummary, membersOf, organizationSettings, teamChoices } from "@/lib/queries/people/members";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { InviteForm } from "./_components/invite-form";
import { MemberActions } from "./_components/member-actions";
import { OrganizationForm } from "./_components/organization-form";

export const metadata: Metadata = { title: "Members" };

const COLUMNS: Column[] = [
  { key: "who", label: "Member" },
  { key: "role", label: "Role" },
  { key: "sees", label: "Sees" },
  { key: "sessions", label: "Signed in" },
  { key: "actions", label: "Actions", align: "right" },
];

const SEES: Record<Role, string> = {
  owner: "All spend",
  admin: "All spend",
  finance: "All spend",
  manager: "No team yet",
  member: "Own spend",
};

function sessionsOf({ joined, sessions }: MemberSummary) {
  if (!joined) return <Badge tone="warn">Invited</Badge>;
  if (sessions.length === 0) return <span className="text-muted">Nowhere now</span>;
  const since = sessions.map(({ startedAt }) => formatInstant(startedAt)).join("\n");
  return (
    <span className="whitespace-nowrap" title={`Since\n${since}`}>
      {sessions.length === 1 ? "1 browser" : `${sessions.length} browsers`}
    </span>
  );
}

export default async function MembersPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "members.manage");
  if (!may) return <NotPermitted title="Members" role={person.role} permission="members.manage" />;
  const [members, teams, settings] = await Promise.all([
    membersOf(scope, new Date()),
    teamChoices(scope),
    organizationSettings(scope),
  ]);
  const rows = members.map((member): Row => {
    const { id, email, name, role, sessions } = member;
    const managed = member.teams.map((team) => team.name).join(", ");
    const shown = { id, email, role, sessions: sessions.length, teamIds: member.teams.map((team) => team.id) };
    return {
      key: id,
      cells: {
        who: (
          <>
            <span className="sm:whitespace-nowrap">{name ?? email}</span>
            {name && <span className="block text-xs font-normal text-muted">{email}</span>}
          </>
        ),
        role,
        sees: role === "manager" && managed ? `Spend of ${managed}` : SEES[role],
        sessions: sessionsOf(member),
        actions: (
          <MemberActions organization={organization.slug} member={shown} teams={teams} ownerships={person.role === "owner"} />
        ),
      },
    };
  });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader title="Members" description="Who may enter, and what each of them sees and does." />
      <Card flush>
        <Table caption="Members of the organization" columns={COLUMNS} rows={rows} />
      </Card>
      <Card title="Invite somebody">
        <InviteForm organization={organization.slug} role={person.role} hasSignOn={environment().oidc !== null} />
      </Card>
      <Card title="Organization">
        <OrganizationForm organization={organization.slug} name={settings.name} allowedDomains={settings.allowedDomains} />
      </Card>
    </div>
  );
}
