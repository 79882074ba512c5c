import type { Agent } from "node:http";
import { useAgent } from "request-filtering-agent";

/** Public by their number, private by what answers there: deprecated site-local IPv6, and a cloud's own metadata server. */
const REFUSED_BESIDES = ["fec0::/10", "168.63.129.16/32"];

/**
 * An agent that refuses to connect to this machine, private networks, link-local, metadata, carrier and mapped addresses.
 * The address is checked as it is connected to, after the name was resolved: a name that changes its mind is refused too.
 */
export function guardedAgent(url: string, allowPrivate: boolean): Agent {
  const refused = allowPrivate ? {} : { denyIPAddressList: REFUSED_BESIDES };
  return useAgent(url, { allowPrivateIPAddress: allowPrivate, ...refused, keepAlive: false });
}

/** Whether an error is the agent's refusal. */
export function isRefusedAddress(error: Error): boolean {
  return /is not allowed\. Because/.test(error.message);
}
