-- Lists of single requests by time: the index that finds a connection's day keeps its requests in order as well.
CREATE INDEX "generations_connection_id_day_created_at_idx" ON "generations" ("connection_id", "day", "created_at");
DROP INDEX "generations_connection_id_day_idx";

-- Lists by cost: the most expensive of each day. Free requests, of which a day may have a million, are not listed so.
CREATE INDEX "generations_by_cost" ON "generations" ("connection_id", "day", "cost_usd") WHERE "cost_usd" > 0;

-- The other requests of a session.
CREATE INDEX "generations_of_session" ON "generations" ("organization_id", "session_id", "created_at") WHERE "session_id" IS NOT NULL;
