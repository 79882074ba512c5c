-- While keys cannot be listed the bill is read nevertheless, by the names known until then. What was read since is read
-- again once they can be listed.
ALTER TABLE "connections" ADD COLUMN "keys_unread_since" TIMESTAMPTZ(3);
