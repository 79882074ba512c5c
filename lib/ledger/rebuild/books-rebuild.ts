import { transaction } from "../../db/sql";
import type { Day } from "../../domain/day";
import { permit } from "../../domain/permit";
import type { AuthorizedScope } from "../../domain/scope";
import { writeAudit } from "../audit";
import { lockConnection } from "../connections";
import { markDirty } from "./dirty-days";

/** Has one day of a connection added up again from its facts, which are not changed by it. */
export async function requestRebuild(scope: AuthorizedScope, connectionId: string, day: Day, now: Date): Promise<void> {
  permit(scope, "connections.manage");
  await transaction(async (client) => {
    const { id, name } = await lockConnection(client, scope, connectionId);
    await markDirty(client, id, [day], now);
    await writeAudit(client, scope, "books.rebuild_requested", id, { name, day });
  });
}
