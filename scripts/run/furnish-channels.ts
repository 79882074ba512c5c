/** Leads the demo's alerts to its own inbox, by mail, as Slack would get them, and as a signed webhook. */
import { PEOPLE } from "../../demo/acme";
import type { AuthorizedScope } from "../../lib/domain/scope";
import { addChannel } from "../../lib/ledger/alert/channels";
import { channelsOf } from "../../lib/queries/alert/channels";

/** Adds the channels that are not there; one that somebody removed comes back, as the demo's data does. */
export async function furnishChannels(scope: AuthorizedScope, inboxUrl: string): Promise<void> {
  const there = new Set((await channelsOf(scope)).map(({ name }) => name));
  const wanted = [
    { kind: "email", name: "Leads", to: `${PEOPLE.owner.email}, ${PEOPLE.manager.email}` },
    { kind: "slack", name: "#ai-spend", to: `${inboxUrl}/slack/ai-spend` },
    { kind: "webhook", name: "Operations", to: `${inboxUrl}/hooks/operations` },
  ] as const;
  for (const channel of wanted) {
    if (!there.has(channel.name)) await addChannel(scope, { ...channel, rules: null, allowPrivate: true }, new Date());
  }
}
