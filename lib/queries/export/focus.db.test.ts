import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pool } from "../../db/client";
import type { AttributionRule } from "../../domain/attribution/rule";
import { addDays, parseDay } from "../../domain/day";
import type { ExportQuestion } from "../../domain/export/export";
import type { FocusCharge } from "../../domain/export/focus";
import { type Figures, sumFigures, TOKEN_FIGURES } from "../../domain/figures";
import { mintSystemScope } from "../../domain/mint-scope";
import { parseUsd, type Usd, usdToString } from "../../domain/usd";
import { saveAttribution } from "../../ledger/attribution/rules";
import { rebuildDirtyDays } from "../../ledger/rebuild/dirty-days";
import { drawnRules } from "../../test/drawn-rules";
import { drawnDay } from "../../test/generated-day";
import { sumsOf } from "../../test/read-books";
import { type Account, billable, storeAccount, storeBill, storeRequests } from "../../test/stored-day";
import { exportFocus } from "./focus";

const DAY = parseDay("2026-11-20");
const NOW = new Date("2026-11-21T08:00:00Z");

const scopeOf = ({ organizationId }: Account) => mintSystemScope(organizationId, { kind: "operator" });

async function chargesOf(account: Account, filters: ExportQuestion["filters"] = {}): Promise<FocusCharge[]> {
  const question: ExportQuestion = { kind: "focus", from: DAY, to: DAY, by: [], filters, corrections: false };
  const charges: FocusCharge[] = [];
  for await (const { rows = [] } of exportFocus(scopeOf(account), question, addDays(DAY, 1), new AbortController().signal)) {
    for (const part of rows) if ("charge" in part) charges.push(part.charge);
  }
  return charges;
}

/** As sumsOf() writes them. */
function written(figures: Figures): Record<string, string> {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return {
    cost_usd: usdToString(figures.costUsd),
    byok_usd: usdToString(figures.byokUsd),
    requests: String(figures.requests),
    ...Object.fromEntries(TOKEN_FIGURES.map((figure) => [snake(figure), String(figures[figure] ?? 0)])),
  };
}

async function rebuild({ connectionId }: Account) {
  await pool().query("INSERT INTO dirty_days (connection_id, day, marked_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", [
    connectionId,
    DAY,
    NOW,
  ]);
  await rebuildDirtyDays({ now: () => NOW, connectionId });
}

const saidOf = (tags: Record<string, string> | null, user: string | null) =>
  JSON.stringify([Object.entries(tags ?? {}).sort(), user]);

describe("a FOCUS export", () => {
  it("parts every line by what its requests say, and adds up to the books whatever the bill, the rules and what was lost", async () => {
    const rules = drawnRules(["owner", "other"], ["team"]);
    let parted = 0;
    await fc.assert(
      fc.asyncProperty(drawnDay, rules, async (day, drawn) => {
        const account = await storeAccount(day.keys);
        const { rows } = await pool().query("INSERT INTO developers (organization_id, name) VALUES ($1, 'Other') RETURNING id", [
          account.organizationId,
        ]);
        const ids: Record<string, string> = { owner: account.ownerId, team: account.teamId, other: rows[0].id };
        const named: AttributionRule[] = JSON.parse(JSON.stringify(drawn), (name, value) =>
          name === "to" ? (ids[value] ?? value) : value,
        );
        await storeRequests(account, DAY, day.requests);
        if (day.books !== "log") await storeBill(account, DAY, day.books, billable(account, day.cells), NOW);
        await saveAttribution(scopeOf(account), { rules: named, note: "", basedOn: 0 }, NOW);
        await rebuild(account);

        const booked = await sumsOf("spend_lines", account.connectionId);
        const charges = await chargesOf(account);
        expect(written(sumFigures(charges.map(({ figures }) => figures)))).toEqual(booked);
        const told = new Map<string, bigint>();
        for (const { tags, externalUser, figures } of day.requests) {
          const said = saidOf(tags ?? null, externalUser);
          told.set(said, (told.get(said) ?? 0n) + figures.costUsd);
        }
        const charged = new Map<string, bigint>();
        for (const { evidence, said, figures } of charges) {
          if (evidence !== "generation" && evidence !== "log") continue;
          const name = saidOf(said.tags, said.user);
          charged.set(name, (charged.get(name) ?? 0n) + figures.costUsd);
          if (name !== saidOf(null, null)) parted += 1;
        }
        // Nothing is said that no request said, nor charged beyond what such requests cost; splits round by a unit each.
        for (const [said, usd] of charged) {
          expect([said, usd <= (told.get(said) ?? 0n) + BigInt(day.requests.length)]).toEqual([said, true]);
        }

        // Requests that are gone, and the books not rebuilt yet: the parts still are what was charged.
        await pool().query("DELETE FROM generations WHERE connection_id = $1 AND prompt_tokens % 2 = 0", [account.connectionId]);
        const later = await chargesOf(account);
        expect(written(sumFigures(later.map(({ figures }) => figures)))).toEqual(booked);
      }),
      { numRuns: 40 },
    );
    expect(parted).toBeGreaterThan(50);
  });

  it("keeps a tag of its own on each of three thousand requests, and on those of one developer where asked for him alone", async () => {
    const account = await storeAccount([
      { hasHash: true, name: "ci", owned: true, creator: null, inWorkspace: true },
      { hasHash: true, name: "other", owned: false, creator: null, inWorkspace: true },
    ]);
    await pool().query(
      `INSERT INTO generations (organization_id, connection_id, generation_id, day, created_at, key_id, key_is_certain, model, cost_usd, byok_usd, sources, tags)
       SELECT $1, $2, 'gen-' || i, $3, $3::date + interval '1 hour', ($4::uuid[])[1 + i % 2], true, 'openai/gpt-5', 0.000001 * i, 0, 2,
         jsonb_build_object('ticket', i::text, 'team', 'growth') FROM generate_series(1, 3000) i`,
      [account.organizationId, account.connectionId, DAY, account.keyIds],
    );
    await rebuild(account);
    const charges = await chargesOf(account);
    expect(charges).toHaveLength(3000);
    for (const { said, figures } of charges) {
      expect([figures.costUsd, said.tags.team, figures.requests]).toEqual([
        BigInt(said.tags.ticket ?? "") * 1_000_000n,
        "growth",
        1,
      ]);
    }
    const own = await chargesOf(account, { developer: [account.ownerId] });
    expect(own).toHaveLength(1500);
    expect(sumFigures(own.map(({ figures }) => figures)).costUsd).toBe(parseUsd("2.2515") as Usd);
  });
});
