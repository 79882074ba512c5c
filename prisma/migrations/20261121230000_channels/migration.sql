-- Channels, and the outbox of messages to them.
CREATE TABLE "channels" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shown" TEXT NOT NULL,
    "recipients" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "sealed" BYTEA,
    "seal_key_id" TEXT,
    "all_rules" BOOLEAN NOT NULL DEFAULT true,
    "rules" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "status" TEXT NOT NULL DEFAULT 'active',
    "status_reason" TEXT,
    "failing_since" TIMESTAMPTZ(3),
    "failures" INTEGER NOT NULL DEFAULT 0,
    "last_sent_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "channels_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "messages" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "number" BIGSERIAL NOT NULL,
    "organization_id" UUID NOT NULL,
    "channel_id" UUID,
    "recipient" TEXT,
    "destination" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "message_attempts" (
    "message_id" UUID NOT NULL,
    "attempt" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "code" INTEGER,
    "accepted" BOOLEAN NOT NULL,
    "words" TEXT,
    "took_ms" INTEGER NOT NULL,

    CONSTRAINT "message_attempts_pkey" PRIMARY KEY ("message_id","attempt")
);

CREATE INDEX "channels_organization_id_idx" ON "channels"("organization_id");
CREATE INDEX "messages_organization_id_number_idx" ON "messages"("organization_id", "number");
CREATE UNIQUE INDEX "messages_organization_id_key_destination_key" ON "messages"("organization_id", "key", "destination");

ALTER TABLE "channels" ADD CONSTRAINT "channels_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "messages" ADD CONSTRAINT "messages_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "messages" ADD CONSTRAINT "messages_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "message_attempts" ADD CONSTRAINT "message_attempts_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "channels" ADD CONSTRAINT "channels_kind_known" CHECK ("kind" IN ('email', 'slack', 'webhook'));
ALTER TABLE "channels" ADD CONSTRAINT "channels_status_known" CHECK ("status" IN ('active', 'paused', 'dead'));
-- A channel in use has somewhere to send to, and what is secret of it is sealed.
ALTER TABLE "channels" ADD CONSTRAINT "channels_reachable" CHECK ("removed_at" IS NOT NULL OR CASE WHEN "kind" = 'email' THEN cardinality("recipients") > 0 AND "sealed" IS NULL ELSE "sealed" IS NOT NULL END);
ALTER TABLE "channels" ADD CONSTRAINT "channels_sealed_whole" CHECK (("sealed" IS NULL) = ("seal_key_id" IS NULL));
ALTER TABLE "channels" ADD CONSTRAINT "channels_failing_counted" CHECK (("failing_since" IS NULL) = ("failures" = 0));
ALTER TABLE "messages" ADD CONSTRAINT "messages_kind_known" CHECK ("kind" IN ('alert', 'report', 'test'));
ALTER TABLE "messages" ADD CONSTRAINT "messages_status_known" CHECK ("status" IN ('waiting', 'sent', 'failed', 'dropped'));
ALTER TABLE "messages" ADD CONSTRAINT "messages_one_destination" CHECK ("destination" = coalesce("channel_id"::text, "recipient") AND ("channel_id" IS NULL OR "recipient" IS NULL));
ALTER TABLE "message_attempts" ADD CONSTRAINT "message_attempts_explained" CHECK ("accepted" OR "words" IS NOT NULL);
ALTER TABLE "messages" ADD CONSTRAINT "messages_done_told" CHECK (("status" = 'waiting') = ("done_at" IS NULL));
-- The worker looks for what waits, oldest first for each destination.
CREATE INDEX "messages_waiting" ON "messages" ("destination", "number") WHERE "status" = 'waiting';
CREATE INDEX "messages_of_channel" ON "messages" ("channel_id", "number") WHERE "channel_id" IS NOT NULL;
