import type { Logger } from "pino";
import { dayOf } from "../domain/day";
import { mintSystemScope } from "../domain/mint-scope";
import { type AlertSources, evaluateAlerts, type FoundSignals } from "../ledger/alert/alerts";
import { alertDriver } from "../queries/alert/driver";
import { alertSettings } from "../queries/alert/settings";
import { ALERT_SOURCES } from "../queries/alert/sources";
import { organizationSettings } from "../queries/people/members";

/**
 * Looks at everything an organization's alerts are about, and queues a message for each change. Safe to run twice, and at
 * once.
 */
export async function evaluateOrganization(organizationId: string, settings: { now: () => Date; log: Logger }): Promise<void> {
  const { log } = settings;
  const at = settings.now();
  const scope = mintSystemScope(organizationId, { kind: "job" });
  const { slug, name } = await organizationSettings(scope);
  const rules = await alertSettings(scope);
  const sources: AlertSources = {
    async ask() {
      const found: FoundSignals[] = [];
      for (const { name: source, rules: speaksFor, ask } of ALERT_SOURCES) {
        const signals = await ask(scope, rules, at).catch((err) => {
          log.error({ err, organizationId, source }, "a source of alerts failed; what is known of its alerts stands");
          return null;
        });
        found.push({ source, rules: speaksFor, signals });
      }
      return found;
    },
    async driverOf(signal) {
      return alertDriver(scope, signal, dayOf(at)).catch((err) => {
        log.error({ err, organizationId, rule: signal.rule }, "what made the difference could not be found");
        return null;
      });
    },
  };
  const told = await evaluateAlerts({ id: organizationId, slug, name, mailOwners: rules.mailOwners }, sources, at);
  if (told) log.info({ organizationId, told }, "alerts changed");
}
