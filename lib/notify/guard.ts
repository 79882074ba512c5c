import type { Agent } from "node:http";
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from "request-filtering-agent";

/**
 * What the library lets pass: a number that is public, though a cloud's server for its own machines answers there; IPv4
 * addresses written as IPv6 (`::127.0.0.1`), and those behind a translator of one's own network.
 */
const REFUSED_BESIDES = ["168.63.129.16", "::/96", "64:ff9b:1::/48"];

/**
 * An agent that refuses to connect to this machine, private networks, link-local, metadata, carrier and mapped addresses.
 * The address is checked as it is connected to, after the name was resolved: a name that changes its mind is refused too.
 */
export function guardedAgent(url: string, allowPrivate: boolean): Agent {
  const Filtering = url.startsWith("https:") ? RequestFilteringHttpsAgent : RequestFilteringHttpAgent;
  const denyIPAddressList = allowPrivate ? [] : REFUSED_BESIDES;
  return new Filtering({ allowPrivateIPAddress: allowPrivate, denyIPAddressList, keepAlive: false });
}

/** Whether an error is the agent's refusal. */
export function isRefusedAddress(error: Error): boolean {
  return /is not allowed\. Because/.test(error.message);
}
