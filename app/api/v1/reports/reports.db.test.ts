import { expect, it } from "vitest";
import { parseDay } from "@/lib/domain/day";
import { parseWeek } from "@/lib/domain/iso-week";
import { mintSystemScope } from "@/lib/domain/mint-scope";
import { rebuildDay } from "@/lib/ledger/rebuild/rebuild-day";
import { createToken } from "@/lib/ledger/tokens";
import { storeWeeklyReport } from "@/lib/ledger/weekly-report/weekly-reports";
import { makeWeeklyReport } from "@/lib/queries/weekly-report/make";
import { sampleReport } from "@/lib/test/sample-weekly-report";
import { storeAccount, storeBill } from "@/lib/test/stored-day";
import { ErrorAnswer } from "../contract";
import { ReportAnswer, ReportListAnswer } from "./contract";
import { GET as one } from "./weekly/[week]/route";
import { GET as list } from "./weekly/route";

const NOW = new Date("2026-11-16T07:00:00Z");

async function furnish() {
  const account = await storeAccount([]);
  const scope = mintSystemScope(account.organizationId, { kind: "operator" });
  const { token } = await createToken(scope, { name: "ci", scopes: ["read"], expiresAt: null }, NOW);
  const headers = { authorization: `Bearer ${token}` };
  return {
    ...account,
    scope,
    ask: (week: string, query = "") =>
      one(new Request(`http://localhost/api/v1/reports/weekly/${week}${query}`, { headers }), {
        params: Promise.resolve({ week }),
      }),
    askList: (query = "") => list(new Request(`http://localhost/api/v1/reports/weekly${query}`, { headers })),
  };
}

it("answers a stored report in the described form, with every section and with none", async () => {
  const { scope, ask, askList, connectionId, ...account } = await furnish();
  await storeBill({ connectionId, ...account }, parseDay("2026-11-10"), "analytics", [], NOW);
  await rebuildDay(connectionId, parseDay("2026-11-10"), NOW);
  const bare = await makeWeeklyReport(scope, { kind: "organization", ids: [] }, parseWeek("2026-W46"), NOW);
  await storeWeeklyReport(scope, bare);
  const full = sampleReport();
  await storeWeeklyReport(scope, full);
  expect(ReportAnswer.parse(await (await ask("2026-W46", "?edition=1")).json())).toEqual({ ...bare, edition: 1 });
  expect(ReportAnswer.parse(await (await ask("2026-w46")).json())).toEqual({ ...full, edition: 2 });
  expect(ReportListAnswer.parse(await (await askList()).json()).reports).toEqual([
    { week: "2026-W46", edition: 2, madeAt: NOW.toISOString(), spendUsd: "1234.500000000001", beforeUsd: "1000" },
  ]);
});

it("says what is wrong with a week, and keeps reports of others to themselves", async () => {
  const { ask, askList, teamId, ownerId } = await furnish();
  const stranger = await furnish();
  await storeWeeklyReport(stranger.scope, sampleReport());
  const refused = async (response: Promise<Response>) => {
    const answer = await response;
    return [answer.status, ErrorAnswer.parse(await answer.json()).error.message];
  };
  expect(await refused(ask("2025-W53"))).toEqual([400, expect.stringContaining("The week after it is 2026-W01.")]);
  expect(await refused(ask("last"))).toEqual([400, expect.stringContaining("write it as 2026-W47")]);
  expect(await refused(ask("2026-W46"))).toEqual([404, "No such report was made."]);
  expect(await refused(ask("2026-W46", "?edition=0"))).toEqual([400, "The parameter edition is below 1."]);
  expect(await refused(ask("2026-W46", `?team=${teamId}&developer=${ownerId}`))).toEqual([
    400,
    expect.stringContaining("not of both"),
  ]);
  expect(await refused(ask("2026-W46", "?team=x"))).toEqual([400, "The parameter team is not a team id."]);
  expect(ReportListAnswer.parse(await (await askList(`?team=${stranger.teamId}`)).json()).reports).toEqual([]);
});
