-- Attribution rules may ask for sessions and tags: what is kept of dropped requests keeps those that were asked for.
ALTER TABLE "kept_evidence" ADD COLUMN "session_id" TEXT, ADD COLUMN "tags" JSONB;
