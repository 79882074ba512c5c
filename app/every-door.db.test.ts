/**
 * Walks every page, action and route handler of an organization as nobody, as somebody of another organization, and as
 * each role without the permission. What is found by its file name cannot be forgotten here.
 */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/db/client";
import { ROLES, roleMay } from "@/lib/domain/role";
import { type FurnishedOrganization, furnishOrganization } from "@/lib/test/furnished-organization";
import { browser, found, load } from "./_test/browser";
import { formOf } from "./_test/form-of";

let ours: FurnishedOrganization;
let theirs: FurnishedOrganization;
beforeAll(async () => {
  ours = await furnishOrganization();
  theirs = await furnishOrganization();
});
afterEach(() => {
  browser.token = null;
});

const paramsOf = (file: string, world: FurnishedOrganization) =>
  Promise.resolve({
    organization: world.slug,
    id: idOf(file, world),
    day: "2026-11-10",
    word: world.keyId,
    kind: "spend",
    week: "2026-W40",
  });

function idOf(file: string, world: FurnishedOrganization): string {
  const { importId, generationId, connectionId, keyId, budgetId, alertId, recommendationId, spikeId } = world;
  if (file.includes("spikes")) return spikeId;
  if (file.includes("recommendations")) return recommendationId;
  if (file.includes("alerts")) return alertId;
  if (file.includes("generations")) return generationId;
  if (file.includes("budgets")) return budgetId;
  return file.includes("imports") ? importId : /connections|reconciliation/.test(file) ? connectionId : keyId;
}

async function digest(): Promise<string> {
  const tables = [
    "organizations",
    "memberships",
    "connections",
    "api_tokens",
    "audit_entries",
    "sync_runs",
    "imports",
    "keys",
    "key_ownerships",
    "attribution_versions",
    "developers",
    "developer_aliases",
    "teams",
    "team_memberships",
    "cost_centers",
    "team_cost_centers",
    "generations",
    "dirty_days",
    "broadcast_consents",
    "broadcast_setups",
    "tier_overrides",
    "budgets",
    "budget_amounts",
    "channels",
    "messages",
    "alert_settings",
    "alert_states",
    "weekly_reports",
    "report_schedules",
    "report_recipients",
    "recommendations",
    "recommendation_runs",
    "subscriptions",
    "credit_fee_rates",
    "spikes",
  ];
  const sums = tables.map(
    (table) => `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS sum FROM ${table} t`,
  );
  const answers = await Promise.all(sums.map((statement) => pool().query(statement)));
  return answers.map(({ rows }) => rows[0].sum).join();
}

async function outcome(act: () => unknown): Promise<string> {
  try {
    const result = (await act()) as { error?: { message: string } | null } | undefined;
    return result?.error?.message ?? "done";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const actions = await Promise.all(
  found("**/actions.ts")
    .filter((file) => file.startsWith("[organization]"))
    .map(async (file) => Object.entries(await load(file)).map(([name, action]) => ({ door: `${file} ${name}`, action }))),
);

describe.each(actions.flat())("$door", ({ door, action }) => {
  const send = (world: FurnishedOrganization) =>
    outcome(() => (action as (state: unknown, form: FormData) => unknown)({}, formOf(world)));

  it("is closed to nobody and to every role of another organization, and changes nothing then", async () => {
    const before = await digest();
    expect(await send(ours)).toMatch(/^REDIRECT \/sign-in/);
    for (const role of ROLES) {
      browser.token = theirs.sessions[role];
      expect(await send(ours)).toBe("NOT FOUND");
    }
    expect(await digest()).toBe(before);
  });

  it("does not reach another organization's things through one's own", async () => {
    const before = await digest();
    browser.token = theirs.sessions.owner;
    const form = formOf(ours);
    form.set("organization", theirs.slug);
    // What names nothing, such as an invitation, may happen in one's own organization.
    const said = await outcome(() => (action as (state: unknown, form: FormData) => unknown)({}, form));
    if (said === "done") return;
    expect(said).toMatch(/There is no such|has spaces or is too short|Nothing was saved/);
    expect(await digest()).toBe(before);
  });

  it("is closed to roles that do not grant it, in words, and open to an owner", async () => {
    const before = await digest();
    const closed = ["manager", "member"] as const;
    for (const role of closed) {
      browser.token = ours.sessions[role];
      // A manager answers alerts of his own teams, and everybody makes reports of what he sees; others are not there.
      const refusal = door.endsWith("makeReport")
        ? "There is no such report for you"
        : door.includes("/alerts/") && role === "manager"
          ? "There is no such alert"
          : door.includes("/spikes/") && role === "manager"
            ? "There is no such spike"
            : `The role ${role} may not`;
      expect(await send(ours)).toContain(refusal);
    }
    expect(await digest()).toBe(before);
    browser.token = ours.sessions.owner;
    expect(await send(ours)).not.toContain("may not");
  });
});

const pages = found("[[]organization]/**/page.tsx");

describe.each(pages)("%s", (file) => {
  const open = async (world: FurnishedOrganization) => {
    const { default: page } = await load(file);
    return outcome(async () => {
      let element = await page({ params: paramsOf(file, world), searchParams: Promise.resolve({}) });
      // A page may be nothing but another server component, which asks at the gate itself.
      while (element.type?.constructor?.name === "AsyncFunction") element = await element.type(element.props);
      return { error: { message: element.type?.name ?? "page" } };
    });
  };

  it("leads nobody to the sign-in page and is not there for another organization", async () => {
    expect(await open(ours)).toMatch(/^REDIRECT \/sign-in/);
    for (const role of ROLES) {
      browser.token = theirs.sessions[role];
      expect(await open(ours)).toBe("NOT FOUND");
    }
  });

  it("tells roles that it is not open to them so, where it is a settings page or the reconciliation", async () => {
    for (const role of ROLES) {
      browser.token = ours.sessions[role];
      const shown = await open(ours);
      if (!/\/(settings|reconciliation)\//.test(file)) continue;
      const closed =
        role === "manager" ||
        role === "member" ||
        (role === "finance" && /channels|connections|members|people|retention|settings\/reports/.test(file));
      expect([role, shown === "NotPermitted"]).toEqual([role, closed]);
    }
  });
});

const routes = [...found("[[]organization]/**/route.ts"), ...found("api/organizations/**/route.ts")];

describe.each(routes)("%s", (file) => {
  const call = async (world: FurnishedOrganization): Promise<number> => {
    const handlers = await load(file);
    const request = new Request(`http://localhost/x?${handlers.POST ? "name=a.csv" : "q=a"}`, {
      method: handlers.POST ? "POST" : "GET",
      headers: { origin: "http://localhost", "content-type": "text/csv" },
      ...(handlers.POST && { body: "generation_id\n" }),
    });
    const response: Response = await (handlers.POST ?? handlers.GET)(request, { params: paramsOf(file, world) });
    // A file that was taken is noted when its last byte is.
    await response.text();
    return response.status;
  };

  it("refuses nobody and another organization", async () => {
    const before = await digest();
    expect(await call(ours)).toBe(401);
    for (const role of ROLES) {
      browser.token = theirs.sessions[role];
      expect(await call(ours)).toBe(404);
    }
    expect(await digest()).toBe(before);
  });

  it("refuses roles without the permission, where it needs one", async () => {
    const needed = file.includes("reconciliation")
      ? "reconciliation.read"
      : file.includes("connections")
        ? "connections.manage"
        : file.includes("imports")
          ? "imports.manage"
          : file.includes("budgets")
            ? "budgets.manage"
            : file.includes("rules")
              ? "rules.read"
              : null;
    for (const role of ROLES) {
      browser.token = ours.sessions[role];
      expect([role, (await call(ours)) === 403]).toEqual([role, needed !== null && !roleMay(role, needed)]);
    }
  });
});

it("found doors to walk through", () => {
  expect([actions.flat().length, pages.length, routes.length].every((count) => count > 3)).toBe(true);
});
