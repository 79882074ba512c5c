import type { FurnishedOrganization } from "@/lib/test/furnished-organization";

/** A form that every action finds its fields in, of things that exist in the organization. */
export function formOf(world: FurnishedOrganization): FormData {
  const form = new FormData();
  const { slug, sessions: _, ...ids } = world;
  const fields = { organization: slug, ...ids, intoId: ids.developerId, team: ids.teamId };
  const texts = {
    key: "short",
    name: "New name",
    email: "eve@acme.com",
    role: "finance",
    domains: "acme.com",
    days: "90",
    fromDay: "2026-11-01",
    rules: "[]",
    note: "",
    basedOn: "0",
    version: "999",
    kind: "service",
    aliasKind: "user",
    value: "svc",
    environment: "production",
    model: "openai/gpt-5",
    tier: "mid",
    day: "2026-11-10",
    consent: "given",
    per: "month",
    amount: "100",
    startsOn: "2026-11-01",
    channelKind: "email",
    to: "eve@acme.com",
    hours: "1",
    week: "2026-W40",
    weekday: "1",
    hour: "7",
    state: "rejected",
    reason: "Not now",
    points: "10",
    percent: "5",
    least: "1",
    spikeAnswer: "acknowledged",
    csv: "ci,nobody@acme.com,2026-11-01",
  };
  for (const [name, value] of Object.entries({ ...fields, ...texts })) form.set(name, value);
  form.append("about[]", `team:${ids.teamId}`);
  form.append("scopes[]", "read");
  form.append("said[]", "Something that was said.");
  return form;
}
