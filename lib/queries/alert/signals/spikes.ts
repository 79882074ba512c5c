import type { AlertSignal } from "../../../domain/alert/alert";
import type { AlertSettings } from "../../../domain/alert/settings";
import { spikeSignal } from "../../../domain/alert/spike";
import { dayOf } from "../../../domain/day";
import type { AuthorizedScope } from "../../../domain/scope";
import { spikes } from "../../spike/spikes";

const DAY_MS = 86_400_000;

/** Spikes of the last days. */
export async function spikeAlerts(scope: AuthorizedScope, settings: AlertSettings, now: Date): Promise<AlertSignal[]> {
  if (!settings.spikes) return [];
  const found = await spikes(scope, { since: new Date(now.getTime() - 5 * DAY_MS) });
  return found.flatMap((spike) => spikeSignal(spike, dayOf(now), now) ?? []);
}
