-- What Broadcast delivered, by connection and hour of receipt.
CREATE TABLE "broadcast_arrivals" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "deliveries" BIGINT NOT NULL,
    "generations" BIGINT NOT NULL,
    "inserted" BIGINT NOT NULL,
    "refused" BIGINT NOT NULL DEFAULT 0,
    "last_refusal" TEXT,
    "lag_ms_sum" BIGINT NOT NULL,
    "lag_ms_max" BIGINT NOT NULL,
    "last_received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "broadcast_arrivals_pkey" PRIMARY KEY ("connection_id","hour"),
    CONSTRAINT "broadcast_arrivals_counts" CHECK ("deliveries" > 0 AND "generations" >= "inserted" AND "inserted" >= 0 AND "refused" >= 0 AND "lag_ms_sum" >= 0 AND "lag_ms_max" >= 0),
    CONSTRAINT "broadcast_arrivals_whole_hour" CHECK (date_trunc('hour', "hour", 'UTC') = "hour"),
    CONSTRAINT "broadcast_arrivals_refusal_told" CHECK (("refused" > 0) = ("last_refusal" IS NOT NULL))
) WITH (fillfactor = 50);

-- CreateIndex
CREATE INDEX "broadcast_arrivals_organization_id_hour_idx" ON "broadcast_arrivals"("organization_id", "hour");

-- AddForeignKey
ALTER TABLE "broadcast_arrivals" ADD CONSTRAINT "broadcast_arrivals_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;
