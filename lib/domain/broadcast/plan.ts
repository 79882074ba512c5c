import { percentText } from "../format";
import { BROADCAST_REGIONS, type BroadcastDestination, type BroadcastReport, type BroadcastWorkspace } from "./destinations";

/** What of a destination is not as it must be for every dollar to be explained, and no prompt to be sent. */
export type Drift = "url" | "enabled" | "sampling" | "rules" | "keys" | "regions" | "cost" | "privacy" | "token";

export type BroadcastStep =
  | { kind: "enable_workspace"; workspace: BroadcastWorkspace }
  | { kind: "create"; workspace: BroadcastWorkspace }
  | { kind: "repair"; workspace: BroadcastWorkspace; destination: BroadcastDestination; drift: Drift[] }
  | { kind: "remove_double"; workspace: BroadcastWorkspace; destination: BroadcastDestination };

/** What Waybill knows of the destinations it made. */
export interface KnownSetups {
  /** The address deliveries are wanted at. */
  url: string;
  /** Ids of destinations that Waybill made, and whether the token each sends is still valid. */
  made: ReadonlyMap<string, { tokenIsValid: boolean }>;
}

const KINDS = ["webhook", "otel-collector"];

/** Waybill's own: made by it, or sending exactly where its destinations send (one that was made and not noted, for a kill). */
function isOwn(destination: BroadcastDestination, { url, made }: KnownSetups): boolean {
  return KINDS.includes(destination.type) && (made.has(destination.id) || destination.url === url);
}

/** Empty: all is well. */
function driftOf(destination: BroadcastDestination, setups: KnownSetups): Drift[] {
  const off: [Drift, boolean][] = [
    ["url", destination.url !== setups.url],
    ["token", setups.made.get(destination.id)?.tokenIsValid !== true],
    ["enabled", !destination.enabled],
    ["sampling", destination.samplingRate < 1],
    ["rules", destination.hasRules],
    ["keys", destination.hasKeys],
    ["regions", BROADCAST_REGIONS.some((region) => !destination.regions.includes(region))],
    ["cost", !destination.sendsCost],
    ["privacy", !destination.privacy],
  ];
  return off.flatMap(([drift, isOff]) => (isOff ? [drift] : []));
}

/** The oldest stays; where ages are equal, the one of the lesser id. */
function byAge(a: BroadcastDestination, b: BroadcastDestination): number {
  return (a.createdAt?.getTime() ?? 0) - (b.createdAt?.getTime() ?? 0) || (a.id < b.id ? -1 : 1);
}

/** What is to be done so that all requests of all workspaces are delivered once; nothing: it is so. */
export function planBroadcast(report: BroadcastReport, setups: KnownSetups): BroadcastStep[] {
  return report.workspaces.flatMap((workspace): BroadcastStep[] => {
    const here = report.destinations.filter(({ workspaceExternalId }) => workspaceExternalId === workspace.externalId);
    const [own, ...doubles] = here.filter((destination) => isOwn(destination, setups)).sort(byAge);
    const drift = own ? driftOf(own, setups) : [];
    return [
      ...(workspace.enabled ? [] : [{ kind: "enable_workspace" as const, workspace }]),
      ...(own ? [] : [{ kind: "create" as const, workspace }]),
      ...(own && drift.length > 0 ? [{ kind: "repair" as const, workspace, destination: own, drift }] : []),
      ...doubles.map((destination) => ({ kind: "remove_double" as const, workspace, destination })),
    ];
  });
}

function percent(rate: number): string {
  return percentText(Number((rate * 100).toPrecision(4)));
}

function repairWords(drift: Drift, destination: BroadcastDestination, url: string): string {
  switch (drift) {
    case "url":
      return `send to ${url} instead of ${destination.url ?? "nowhere"}`;
    case "token":
      return "send along a new access token";
    case "enabled":
      return "switch it on";
    case "sampling":
      return `send all requests instead of ${percent(destination.samplingRate)}`;
    case "rules":
      return "take away its filter rules";
    case "keys":
      return "send the requests of all keys instead of some";
    case "regions":
      return "send the requests of all regions";
    case "cost":
      return "send what each request cost";
    case "privacy":
      return "leave out prompts and completions (privacy mode on)";
  }
}

/** A step as a sentence, said before it is done. */
export function stepSentence(step: BroadcastStep, url: string): string {
  const where = `Workspace “${step.workspace.name}”:`;
  switch (step.kind) {
    case "enable_workspace":
      return `${where} switch Broadcast on.`;
    case "create":
      return `${where} make the destination “Waybill” (a webhook) that sends to ${url} with an access token made for it: the requests of all keys, all of them (sampling 1), with what each cost, without prompts and completions (privacy mode on).`;
    case "repair": {
      const repairs = step.drift.map((drift) => repairWords(drift, step.destination, url));
      return `${where} change the destination “${step.destination.name ?? step.destination.id}”: ${repairs.join("; ")}.`;
    }
    case "remove_double":
      return `${where} remove the destination “${step.destination.name ?? step.destination.id}”, which sends the same a second time.`;
  }
}
