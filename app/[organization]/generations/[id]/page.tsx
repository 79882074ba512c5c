import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { Facts } from "@/app/_components/facts";
import { PageHeader } from "@/app/_components/page-header";
import { detailPath } from "@/app/_components/shell/pages";
import { Money, Tokens } from "@/app/_components/spend/figures";
import { requireScope } from "@/lib/access/scope";
import { NO_VALUE } from "@/lib/domain/dimension";
import { WaybillError } from "@/lib/domain/error";
import { formatCount } from "@/lib/domain/format";
import { formatInstant } from "@/lib/domain/format-day";
import { filterWord } from "@/lib/domain/spend/question";
import { sumUsd } from "@/lib/domain/usd";
import { type GenerationDetail, generationDetail } from "@/lib/queries/generation/detail";
import { chargedName, featureName, keyLabel } from "@/lib/queries/generation/names";
import { GenerationTable } from "../generation-table";
import { tokensOf } from "../generation-words";
import { ElsewhereCard } from "./elsewhere-card";
import { KnownFields } from "./known-fields";
import { RepairForm } from "./repair-form";
import { WhyCard } from "./why-card";

export const metadata: Metadata = { title: "Generation" };

interface GenerationProps {
  params: Promise<{ organization: string; id: string }>;
}

function SessionCard({ detail, organization }: { detail: GenerationDetail; organization: string }) {
  const { session, row, labels } = detail;
  if (!session) return null;
  const costs = session.listed.flatMap((one) => one.row.cost_usd ?? []);
  const unknown = session.listed.length - costs.length;
  return (
    <Card
      title="Its session, in order of time"
      note={
        <>
          {formatCount(session.listed.length)} requests{session.isWhole ? "" : " nearest to this one"}, together{" "}
          <Money amount={sumUsd(costs)} />
          {unknown > 0 && `, ${formatCount(unknown)} of unknown cost`}
        </>
      }
      flush
    >
      <GenerationTable
        organization={organization}
        caption="Requests of the same session"
        listed={session.listed}
        labels={labels}
        current={row.generation_id}
      />
    </Card>
  );
}

function RequestFacts({ detail, organization }: { detail: GenerationDetail; organization: string }) {
  const { row, charge, labels } = detail;
  const to = (dimension: "developer" | "key" | "model", id: string | null, label: string) => (
    <Link
      href={detailPath(organization, dimension, id === null ? NO_VALUE : filterWord(dimension, { kind: "value", id })) ?? ""}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-2"
    >
      {label}
    </Link>
  );
  const key = keyLabel(detail, labels);
  return (
    <Facts
      facts={[
        ["Cost", <Money key="cost" amount={row.cost_usd} reason="No source told the cost of this request." />],
        [
          "Charged to",
          charge.parts.length === 1
            ? to("developer", charge.parts[0]?.developerId ?? null, chargedName(detail, labels))
            : chargedName(detail, labels),
        ],
        ["Model", to("model", row.model, labels("model", { kind: "value", id: row.model }).label)],
        ["Key", row.key_id === null ? key : to("key", row.key_id, key ?? row.key_id)],
        ["Feature", featureName(detail)],
        ["Tokens", <Tokens key="tokens" tokens={tokensOf(detail)} />],
      ]}
    />
  );
}

export default async function GenerationPage({ params }: GenerationProps) {
  const { organization, id: encoded } = await params;
  const scope = await requireScope(organization);
  const detail = await generationDetail(scope, decodeURIComponent(encoded)).catch((error: unknown) => {
    if (error instanceof WaybillError && error.code === "not_found") notFound();
    throw error;
  });
  const { row } = detail;
  const mayAsk =
    scope.permissions.includes("connections.manage") && detail.connection.hasKey && row.generation_id.startsWith("gen-");
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-3">
        <Link
          href={`/${organization}/generations?from=${row.day}&to=${row.day}`}
          prefetch={false}
          className="-mb-2 self-start text-xs text-muted hover:text-ink hover:underline"
        >
          All generations of that day
        </Link>
        <PageHeader
          title={<span className="font-mono text-lg">{row.generation_id}</span>}
          description={formatInstant(row.created_at)}
          actions={mayAsk && <RepairForm organization={organization} generationId={row.generation_id} />}
        />
        <RequestFacts detail={detail} organization={organization} />
      </div>
      <div className="grid items-start gap-5 2xl:grid-cols-2">
        <ElsewhereCard detail={detail} />
        <WhyCard detail={detail} />
      </div>
      <SessionCard detail={detail} organization={organization} />
      <KnownFields detail={detail} organization={organization} />
    </div>
  );
}
