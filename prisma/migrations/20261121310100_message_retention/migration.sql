-- Messages that are settled are dropped once they are old, a batch at a time, oldest first.
CREATE INDEX "messages_settled" ON "messages" ("done_at") WHERE "status" <> 'waiting';
CREATE INDEX "message_attempts_at" ON "message_attempts" ("at");
