import type { Metadata } from "next";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { PageHeader } from "@/app/_components/page-header";
import { type Column, type Row, Table } from "@/app/_components/table";
import { environment } from "@/lib/access/environment";
import { formatInstant } from "@/lib/domain/format-day";
import { type TokenSummary, tokensOf } from "@/lib/queries/tokens";
import { NotPermitted } from "../_components/not-permitted";
import { enterSettings, type SettingsProps } from "../entry";
import { NewTokenForm } from "./_components/new-token-form";
import { RevokeToken } from "./_components/revoke-token";
import { scopeWords } from "./_components/scope-words";

export const metadata: Metadata = { title: "API tokens" };

const COLUMNS: Column[] = [
  { key: "name", label: "Token" },
  { key: "may", label: "May" },
  { key: "made", label: "Made", phone: "hidden" },
  { key: "used", label: "Last used" },
  { key: "state", label: "State" },
  { key: "actions", label: "Actions", align: "right" },
];

function stateOf({ revokedAt, expiresAt }: TokenSummary, now: Date) {
  if (revokedAt) return <Badge title={formatInstant(revokedAt)}>Revoked</Badge>;
  if (expiresAt && expiresAt <= now) return <Badge title={formatInstant(expiresAt)}>Expired</Badge>;
  return <Badge tone="good">{expiresAt ? `Until ${formatInstant(expiresAt)}` : "Until revoked"}</Badge>;
}

export default async function TokensPage({ params }: SettingsProps) {
  const { scope, organization, person, may } = await enterSettings(params, "tokens.manage");
  if (!may) return <NotPermitted title="API tokens" role={person.role} permission="tokens.manage" />;
  const now = new Date();
  const rows = (await tokensOf(scope, now)).map((token): Row => {
    const inForce = !token.revokedAt && (!token.expiresAt || token.expiresAt > now);
    return {
      key: token.id,
      cells: {
        name: (
          <>
            {token.name}
            <span className="block font-mono text-xs font-normal text-muted">{token.prefix}…</span>
          </>
        ),
        may: (
          <ul>
            {scopeWords(token.scopes).map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        ),
        made: (
          <>
            <span className="block sm:min-w-44">{formatInstant(token.createdAt)}</span>
            <span className="block text-xs text-muted lg:min-w-52">by {token.createdBy}</span>
          </>
        ),
        used: token.lastUsedAt ? formatInstant(token.lastUsedAt) : <span className="text-muted">Never</span>,
        state: stateOf(token, now),
        actions: inForce && <RevokeToken organization={organization.slug} tokenId={token.id} name={token.name} />,
      },
    };
  });
  return (
    <div className="flex flex-col gap-5">
      <PageHeader
        title="API tokens"
        description={
          <>
            For scripts and applications: spend as JSON or CSV, sending in requests and logs, budgets. What the API takes and
            answers is at{" "}
            <a href="/api/v1/openapi.json" className="text-brand-strong underline">
              /api/v1/openapi.json
            </a>
            .
          </>
        }
      />
      <Card flush>
        <Table caption="API tokens" columns={COLUMNS} rows={rows} empty="No token was made yet." />
      </Card>
      <Card title="Make a token">
        <NewTokenForm organization={organization.slug} />
      </Card>
      <Card title="Try it">
        <pre className="overflow-x-auto rounded-md bg-sunken p-3 font-mono text-xs text-ink">
          {`curl -H "Authorization: Bearer $WAYBILL_TOKEN" \\
  "${environment().url}/api/v1/spend?from=${now.toISOString().slice(0, 8)}01&to=${now.toISOString().slice(0, 10)}&by=developer,model"`}
        </pre>
      </Card>
    </div>
  );
}
