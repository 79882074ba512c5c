import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { Unknown } from "@/app/_components/spend/figures";
import { type Row, Table } from "@/app/_components/table";
import { dayOf } from "@/lib/domain/day";
import { formatCount, formatUsdExact } from "@/lib/domain/format";
import { sourcesOf } from "@/lib/domain/generation/generation";
import { generationListWords, NO_GENERATION_FILTERS } from "@/lib/domain/generation/list";
import { type MergedField, tellerOf } from "@/lib/domain/generation/merge";
import type { GenerationDetail } from "@/lib/queries/generation/detail";
import { FIELD_WORDS, SOURCE_WORDS } from "../generation-words";

const count = (value: number | null) => (value === null ? null : formatCount(value));
const milliseconds = (value: number | null) => (value === null ? null : `${formatCount(value)} ms`);
const yesNo = (value: boolean | null) => (value === null ? null : value ? "yes" : "no");

/** What stands for each field; null: no source told it. */
function valuesOf({ row, connection }: GenerationDetail, organization: string): [MergedField, ReactNode][] {
  const day = dayOf(row.created_at);
  const others = (only: Partial<typeof NO_GENERATION_FILTERS>, text: string) => (
    <Link
      href={`/${organization}/generations?from=${day}&to=${day}&${new URLSearchParams(
        generationListWords({ order: "time", only: { ...NO_GENERATION_FILTERS, ...only } }),
      )}`}
      prefetch={false}
      className="underline decoration-line-strong underline-offset-2"
    >
      {text}
    </Link>
  );
  return [
    ["createdAt", row.created_at.toISOString().replace("T", " ").replace("Z", " UTC")],
    ["connection", connection.name],
    ["keyName", row.key_name],
    ["model", row.model],
    ["variant", row.variant],
    ["provider", row.provider],
    ["externalUser", row.external_user === null ? null : others({ user: row.external_user }, row.external_user)],
    ["member", row.member],
    ["sessionId", row.session_id === null ? null : others({ session: row.session_id }, row.session_id)],
    ["app", row.app],
    ["feature", row.feature],
    [
      "tags",
      row.tags === null ? null : (
        <code key="tags" className="font-mono text-xs">
          {JSON.stringify(row.tags)}
        </code>
      ),
    ],
    [
      "costUsd",
      row.cost_usd === null
        ? null
        : `${formatUsdExact(row.cost_usd)}${row.cost_is_cut ? ", cut at six decimals by the log" : ""}`,
    ],
    ["byokUsd", row.byok_usd === null ? null : formatUsdExact(row.byok_usd)],
    ["promptTokens", count(row.prompt_tokens)],
    ["cachedTokens", count(row.cached_tokens)],
    ["cacheWriteTokens", count(row.cache_write_tokens)],
    ["completionTokens", count(row.completion_tokens)],
    ["reasoningTokens", count(row.reasoning_tokens)],
    ["streamed", yesNo(row.streamed)],
    ["cancelled", yesNo(row.cancelled)],
    ["finishReason", row.finish_reason],
    ["generationTimeMs", milliseconds(row.generation_time_ms)],
    ["firstTokenMs", milliseconds(row.first_token_ms)],
  ];
}

/** Every field of the request, and which source told it. */
export function KnownFields({ detail, organization }: { detail: GenerationDetail; organization: string }) {
  const { row } = detail;
  const sources = sourcesOf(row.sources).map((source) => SOURCE_WORDS[source]);
  const rows = valuesOf(detail, organization).map(
    ([field, value]): Row => ({
      key: field,
      cells: {
        field: FIELD_WORDS[field],
        value: value ?? <Unknown reason="No source told this of the request." />,
        source: value === null ? "" : SOURCE_WORDS[tellerOf(row.told_by, field)],
      },
    }),
  );
  return (
    <Card title="What is known of it" note={`Told by: ${sources.join(", ")}. Prompts and answers are never stored.`} flush>
      <Table
        caption="Every field of this request, with its source"
        columns={[
          { key: "field", label: "Field" },
          { key: "value", label: "Value" },
          { key: "source", label: "Told by" },
        ]}
        rows={rows}
      />
    </Card>
  );
}
