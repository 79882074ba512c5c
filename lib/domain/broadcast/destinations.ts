/** Where Broadcast delivers to, as an account of OpenRouter has it set up. */

/** A workspace's own switch: without it no destination of the workspace is sent anything. */
export interface BroadcastWorkspace {
  externalId: string;
  name: string;
  enabled: boolean;
}

export interface BroadcastDestination {
  id: string;
  workspaceExternalId: string;
  /** OpenRouter's word: webhook, otel-collector, or a product's name. */
  type: string;
  name: string | null;
  /** null: one that takes no address. */
  url: string | null;
  enabled: boolean;
  /** 0 to 1. */
  samplingRate: number;
  hasRules: boolean;
  /** Only some keys' requests. */
  hasKeys: boolean;
  regions: readonly string[];
  sendsCost: boolean;
  /** Prompts and completions are left out. */
  privacy: boolean;
  createdAt: Date | null;
}

export interface BroadcastReport {
  workspaces: BroadcastWorkspace[];
  destinations: BroadcastDestination[];
}

/** Requests through OpenRouter's hosts of a region reach only destinations that name it. */
export const BROADCAST_REGIONS = ["global", "europe", "us"] as const;

/** Rules, a list of keys or a missing region let only part of the requests through. */
export function isFiltered({ hasRules, hasKeys, regions }: BroadcastDestination): boolean {
  return hasRules || hasKeys || BROADCAST_REGIONS.some((region) => !regions.includes(region));
}

const PATH = /^(.*)\/api\/v1\/otlp(\/v1\/traces)?\/?$/;

/**
 * Whether a destination's address is this Waybill's. `origin` null: it is not known where this one is reached, and any
 * Waybill's counts. A user's spelling may lack the end of the path; deliveries are taken there too.
 */
export function deliversTo(url: string | null, origin: string | null): boolean {
  if (url === null || !URL.canParse(url)) return false;
  const asked = new URL(url);
  return PATH.test(asked.pathname) && (origin === null || asked.origin === origin);
}

/** The address that destinations of a connection are given. */
export function deliveryUrl(origin: string, connectionId: string): string {
  return `${origin}/api/v1/otlp/v1/traces?connection=${connectionId}`;
}
