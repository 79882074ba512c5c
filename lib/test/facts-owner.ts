/** An organization of its own with one connection, for tests of what writes facts. */
import { randomUUID } from "node:crypto";
import { prisma } from "../db/client";
import type { FactsOwner } from "../ledger/facts-lock";

export async function makeOwner(): Promise<FactsOwner> {
  const organization = await prisma().organization.create({ data: { slug: `o-${randomUUID()}`, name: "Acme" } });
  const connection = await prisma().connection.create({ data: { organizationId: organization.id, name: "Production" } });
  return { organizationId: organization.id, connectionId: connection.id };
}

/** A listed key that has had one name only. */
export async function makeKey(
  owner: FactsOwner,
  key: { hash: string; name: string; createdAt?: Date; goneAt?: Date },
): Promise<string> {
  const seen = new Date("2026-01-01T00:00:00Z");
  const names = { create: { name: key.name, firstSeen: seen, lastSeen: seen } };
  return (await prisma().key.create({ data: { ...owner, ...key, names } })).id;
}
