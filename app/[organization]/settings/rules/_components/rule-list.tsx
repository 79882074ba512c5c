"use client";
import { ArrowDown, ArrowUp } from "lucide-react";
import { Badge } from "@/app/_components/badge";
import { Button } from "@/app/_components/button";
import type { AttributionRule } from "@/lib/domain/attribution/rule";
import { moved } from "./draft-rule";
import { RuleWords } from "./rule-words";

/** The rules in their order. Without `change` they can only be read. */
export function RuleList({
  rules,
  nameOf,
  change,
  edit,
}: {
  rules: readonly AttributionRule[];
  nameOf: (id: string) => string | null;
  change: ((rules: AttributionRule[]) => void) | null;
  edit: (rule: AttributionRule) => void;
}) {
  return (
    <ol aria-label="Rules in their order" className="flex flex-col divide-y divide-line">
      {rules.map((rule, index) => (
        <li key={rule.id} className="flex flex-wrap items-start gap-x-4 gap-y-2 py-3 first:pt-0 last:pb-0">
          <span className="w-6 pt-0.5 text-right text-sm text-muted tabular-nums">{index + 1}</span>
          <div className={`min-w-0 flex-1 basis-64 ${rule.enabled ? "" : "opacity-70"}`}>
            <h3 className="flex items-center gap-2 text-sm font-medium text-ink">
              <span className="min-w-0 [overflow-wrap:anywhere]">{rule.name || "Without a name"}</span>
              {!rule.enabled && <Badge>Off</Badge>}
            </h3>
            <RuleWords rule={rule} nameOf={nameOf} />
          </div>
          {change && (
            <div className="flex flex-wrap items-center gap-1">
              <Button
                look="quiet"
                size="small"
                aria-label={`Move ${rule.name} up`}
                disabled={index === 0}
                onClick={() => change(moved(rules, index, -1))}
              >
                <ArrowUp aria-hidden size={14} />
              </Button>
              <Button
                look="quiet"
                size="small"
                aria-label={`Move ${rule.name} down`}
                disabled={index === rules.length - 1}
                onClick={() => change(moved(rules, index, 1))}
              >
                <ArrowDown aria-hidden size={14} />
              </Button>
              <Button size="small" aria-label={`Change ${rule.name}`} onClick={() => edit(rule)}>
                Change
              </Button>
              <Button
                size="small"
                aria-label={`Turn ${rule.name} ${rule.enabled ? "off" : "on"}`}
                onClick={() => change(rules.map((one) => (one === rule ? { ...one, enabled: !one.enabled } : one)))}
              >
                {rule.enabled ? "Turn off" : "Turn on"}
              </Button>
              <Button
                size="small"
                look="danger"
                aria-label={`Delete ${rule.name}`}
                onClick={() => change(rules.filter((one) => one !== rule))}
              >
                Delete
              </Button>
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}
