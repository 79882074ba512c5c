import type pg from "pg";
import { execute, sql } from "../../db/sql";
import type { SpendLine } from "../../domain/rollup/line";
import { usdToString } from "../../domain/usd";
import type { DayOwner } from "../../facts/day-facts";
import { type CopyValue, copyLine, copyLines } from "../generation/copy-rows";

const LINE_COLUMNS = `spend_lines (organization_id, connection_id, day, evidence, attribution, workspace_id, key_id, model,
  provider, developer_id, team_id, cost_center_id, feature, app, reason, developer_rule_id, team_rule_id, feature_rule_id, cost_usd, byok_usd, requests,
  prompt_tokens, cached_tokens, cache_write_tokens, completion_tokens, reasoning_tokens)`;

/** In the order of LINE_COLUMNS, those that the whole day shares apart. */
function valuesOf(line: SpendLine): CopyValue[] {
  return [
    line.evidence,
    line.attribution,
    line.workspaceId,
    line.keyId,
    line.model,
    line.provider,
    line.developerId,
    line.teamId,
    line.costCenterId,
    line.feature,
    line.app,
    line.reason,
    line.developerRuleId,
    line.teamRuleId,
    line.featureRuleId,
    usdToString(line.costUsd),
    usdToString(line.byokUsd),
    line.requests,
    line.promptTokens,
    line.cachedTokens,
    line.cacheWriteTokens,
    line.completionTokens,
    line.reasoningTokens,
  ];
}

function* copyRows(owner: DayOwner, lines: readonly SpendLine[]): Generator<string> {
  const day = `${owner.organizationId}\t${owner.connectionId}\t${owner.day}\t`;
  for (const line of lines) yield day + copyLine(valuesOf(line));
}

export async function clearLines(client: pg.PoolClient, { connectionId, day }: DayOwner): Promise<void> {
  await execute(sql`DELETE FROM spend_lines WHERE connection_id = ${connectionId}::uuid AND day = ${day}::date`, client);
}

export async function writeLines(client: pg.PoolClient, owner: DayOwner, lines: readonly SpendLine[]): Promise<void> {
  if (lines.length > 0) await copyLines(client, LINE_COLUMNS, copyRows(owner, lines));
}
