import type { AcmeKeys } from "./acme-keys";
import { ACME_APPS } from "./acme-people";
import { source } from "./acme-source";
import type { Source } from "./cast";
import { modelOf } from "./catalogue";

/** What need not be spent at Acme: each a source of its own, so that what it wastes is known to the last digit. */
export function wastefulSources(keys: AcmeKeys): Source[] {
  const through = { key: keys.gateway, app: ACME_APPS.gateway };
  return [
    source({
      ...through,
      id: "waste/triage",
      user: "ticket-triage",
      feature: "ticket-triage",
      habit: "triage",
      perDay: 40,
      mix: { opus: 1 },
      waste: { kind: "too_dear", light: modelOf("openai/gpt-5.6-luna") },
    }),
    source({
      ...through,
      id: "waste/reports",
      user: "report-writer",
      feature: "report-writer",
      habit: "reports",
      perDay: 30,
      mix: { gpt: 1 },
      waste: { kind: "unstable_prefix" },
    }),
    source({
      ...through,
      id: "waste/minutes",
      user: "meeting-minutes",
      feature: "meeting-minutes",
      habit: "minutes",
      perDay: 20,
      mix: { sonnet: 1 },
      waste: { kind: "bloat", share: 0.3, extraTokens: 140_000 },
    }),
    source({
      ...through,
      id: "waste/inventory",
      user: "inventory-sync",
      feature: "inventory-sync",
      habit: "script",
      perDay: 36,
      mix: { haiku: 1 },
      waste: { kind: "retries", share: 0.25, tries: 7, everySeconds: 8 },
    }),
  ];
}
