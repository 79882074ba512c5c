import { z } from "zod";
import { type Queryable, select, sql } from "../../db/sql";
import { alertMessage, type ToldChange } from "../../domain/alert/alert-message";
import { parseEmail } from "../../domain/email";
import { type Destination, queueMessage } from "./messages";

/** A change that is told, and who answers for what it is about. */
export interface OwnedChange extends ToldChange {
  owners: readonly string[];
}

export interface Telling {
  organization: { id: string; slug: string; name: string };
  channels: readonly AlertChannel[];
  /** Whether owners are written to as well. */
  mailOwners: boolean;
  at: Date;
}

const Channel = z.object({ id: z.string(), recipients: z.array(z.string()), allRules: z.boolean(), rules: z.array(z.string()) });
export type AlertChannel = z.infer<typeof Channel>;

/**
 * Channels that messages are for: those in use, and dead ones, which get them when they are resumed. Held until the
 * transaction ends: one that is removed meanwhile is removed with what is queued for it here.
 */
export async function alertChannels(client: Queryable, organizationId: string): Promise<AlertChannel[]> {
  return select(
    sql`SELECT id, recipients, all_rules AS "allRules", rules FROM channels
        WHERE organization_id = ${organizationId}::uuid AND removed_at IS NULL AND status <> 'paused' ORDER BY created_at, id FOR SHARE`,
    Channel,
    client,
  );
}

/**
 * Queues one message to each channel about changes of one thing, as far as it takes their rules. `id`: what the messages
 * bear.
 */
export async function tellChanges(
  client: Queryable,
  id: string,
  changes: readonly OwnedChange[],
  telling: Telling,
): Promise<void> {
  const { organization, at } = telling;
  const send = async (to: Destination, told: readonly OwnedChange[]) => {
    if (told.length === 0) return;
    const content = alertMessage(told, organization);
    await queueMessage(client, { organizationId: organization.id, kind: "alert", to, key: `alert:${id}`, content }, at);
  };
  const takes = ({ allRules, rules }: AlertChannel) => changes.filter(({ rule }) => allRules || rules.includes(rule));
  for (const channel of telling.channels) await send({ channelId: channel.id }, takes(channel));
  if (!telling.mailOwners) return;
  const owners = new Set(changes.flatMap((change) => change.owners.flatMap((owner) => parseEmail(owner) ?? [])));
  // Who is written to by a channel anyway is not written to twice.
  const readers = new Set(telling.channels.flatMap((channel) => (takes(channel).length > 0 ? channel.recipients : [])));
  for (const email of [...owners].filter((owner) => !readers.has(owner))) {
    const theirs = changes.filter((change) => change.owners.some((owner) => parseEmail(owner) === email));
    await send({ email }, theirs);
  }
}
