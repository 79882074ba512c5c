import Link from "next/link";
import { Badge } from "@/app/_components/badge";
import { Card } from "@/app/_components/card";
import { ActionDialog } from "@/app/_components/form/action-form";
import { type Column, Table } from "@/app/_components/table";
import type { AttributionRule } from "@/lib/domain/attribution/rule";
import { compareRules, type RuleChange } from "@/lib/domain/attribution/versions";
import { formatInstant } from "@/lib/domain/format-day";
import { restore } from "../actions";
import { RuleWords } from "./rule-words";

interface Version {
  version: number;
  note: string;
  savedBy: string;
  savedAt: Date;
  restoredFrom: number | null;
  rules: number;
}

type NameOf = (id: string) => string | null;

function wordOf({ before, after, changed, moved }: RuleChange) {
  if (!before) return <Badge tone="good">Added</Badge>;
  if (!after) return <Badge tone="bad">Removed</Badge>;
  return (
    <>
      {changed && <Badge tone="warn">Changed</Badge>}{" "}
      {moved && (
        <Badge tone="brand">
          Moved from {before.position} to {after.position}
        </Badge>
      )}
    </>
  );
}

function Change({ change, nameOf }: { change: RuleChange; nameOf: NameOf }) {
  const shown = change.after ?? change.before;
  return (
    <li className="flex flex-col gap-1 py-2">
      <h4 className="flex flex-wrap items-center gap-2 text-sm font-medium text-ink">
        {shown?.rule.name} {wordOf(change)}
      </h4>
      {change.changed && change.before && (
        <div className="border-l-2 border-line pl-2">
          <p className="text-xs text-muted">
            Before{change.before.rule.enabled ? "" : " (off)"}: {change.before.rule.name}
          </p>
          <RuleWords rule={change.before.rule} nameOf={nameOf} />
        </div>
      )}
      {shown && (
        <>
          {!shown.rule.enabled && <p className="text-xs text-muted">Off</p>}
          <RuleWords rule={shown.rule} nameOf={nameOf} />
        </>
      )}
    </li>
  );
}

/** What an older version says differently from the one in force. */
export function Comparison({
  version,
  newest,
  before,
  after,
  nameOf,
}: {
  version: number;
  newest: number;
  before: readonly AttributionRule[];
  after: readonly AttributionRule[];
  nameOf: NameOf;
}) {
  const changes = compareRules(before, after);
  return (
    <Card title={`From version ${version} to version ${newest}`} note="What was added, removed, changed and moved since.">
      {changes.length === 0 ? (
        <p className="text-sm text-muted">Both versions have the same rules in the same order.</p>
      ) : (
        <ul className="divide-y divide-line">
          {changes.map((change) => (
            <Change key={change.ruleId} change={change} nameOf={nameOf} />
          ))}
        </ul>
      )}
    </Card>
  );
}

const COLUMNS: Column[] = [
  { key: "version", label: "Version" },
  { key: "note", label: "Note" },
  { key: "rules", label: "Rules", align: "right" },
  { key: "who", label: "Saved by" },
  { key: "at", label: "When (UTC)", phone: "hidden" },
  { key: "actions", label: "Actions", align: "right" },
];

/** Every version, newest first; older ones can be compared with the newest and restored. */
export function VersionsCard({
  organization,
  versions,
  mayChange,
}: {
  organization: string;
  versions: readonly Version[];
  mayChange: boolean;
}) {
  const newest = versions[0]?.version ?? 0;
  return (
    <Card title="Versions" flush>
      <Table
        caption="Versions of the rules, newest first"
        columns={COLUMNS}
        empty="Nothing was saved yet."
        rows={versions.map(({ version, note, savedBy, savedAt, rules }) => ({
          key: String(version),
          cells: {
            version: (
              <>
                {version} {version === newest && <Badge tone="good">In force</Badge>}
              </>
            ),
            note: note || <span className="text-muted">None</span>,
            rules: String(rules),
            who: savedBy,
            at: formatInstant(savedAt),
            actions: version !== newest && (
              <span className="inline-flex flex-wrap items-center justify-end gap-2">
                <Link href={`/${organization}/settings/rules?compare=${version}`} className="text-xs underline">
                  Compare
                </Link>
                {mayChange && (
                  <ActionDialog
                    trigger="Restore"
                    title={`Restore version ${version}?`}
                    action={restore}
                    fields={{ organization, version: String(version), basedOn: String(newest) }}
                    submit={`Restore as version ${newest + 1}`}
                    done={`Version ${version} is in force again. The books are being rebuilt.`}
                  >
                    <p className="text-sm text-muted">
                      Its rules become version {newest + 1}, and every day of the books is rebuilt by them. No version is lost.
                    </p>
                  </ActionDialog>
                )}
              </span>
            ),
          },
        }))}
      />
    </Card>
  );
}
