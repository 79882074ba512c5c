-- CreateTable
CREATE TABLE "credit_readings" (
    "connection_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "organization_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "total_usd" DECIMAL(20,12) NOT NULL,
    "used_usd" DECIMAL(20,12) NOT NULL,
    "day_billed_usd" DECIMAL(20,12),

    CONSTRAINT "credit_readings_pkey" PRIMARY KEY ("connection_id","at")
);

-- CreateTable
CREATE TABLE "books_checks" (
    "organization_id" UUID NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,
    "days" INTEGER NOT NULL,

    CONSTRAINT "books_checks_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "books_warnings" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "kind" TEXT NOT NULL,
    "expected_usd" DECIMAL(20,12) NOT NULL,
    "found_usd" DECIMAL(20,12) NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "books_warnings_pkey" PRIMARY KEY ("connection_id","day","kind")
);

-- CreateTable
CREATE TABLE "broadcast_destinations" (
    "connection_id" UUID NOT NULL,
    "destination_id" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "workspace_external_id" TEXT NOT NULL,
    "name" TEXT,
    "url" TEXT NOT NULL,
    "listening" BOOLEAN NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "sampling_rate" DOUBLE PRECISION NOT NULL,
    "filtered" BOOLEAN NOT NULL,
    "sends_cost" BOOLEAN NOT NULL,
    "privacy" BOOLEAN NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3),

    CONSTRAINT "broadcast_destinations_pkey" PRIMARY KEY ("connection_id","destination_id","from_at")
);

-- CreateTable
CREATE TABLE "broadcast_workspaces" (
    "connection_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "broadcast_workspaces_pkey" PRIMARY KEY ("connection_id","external_id")
);

-- CreateTable
CREATE TABLE "broadcast_consents" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "given_by" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "said" TEXT[],
    "withdrawn_by" TEXT,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "broadcast_consents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast_setups" (
    "connection_id" UUID NOT NULL,
    "workspace_external_id" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "destination_id" TEXT NOT NULL,
    "token_id" UUID NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "broadcast_setups_pkey" PRIMARY KEY ("connection_id","workspace_external_id")
);

-- CreateIndex
CREATE INDEX "credit_readings_organization_id_day_idx" ON "credit_readings"("organization_id", "day");

-- CreateIndex
CREATE INDEX "books_warnings_organization_id_day_idx" ON "books_warnings"("organization_id", "day");

-- CreateIndex
CREATE INDEX "broadcast_destinations_organization_id_idx" ON "broadcast_destinations"("organization_id");

-- CreateIndex
CREATE INDEX "broadcast_consents_connection_id_idx" ON "broadcast_consents"("connection_id");

-- AddForeignKey
ALTER TABLE "credit_readings" ADD CONSTRAINT "credit_readings_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "books_checks" ADD CONSTRAINT "books_checks_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "books_warnings" ADD CONSTRAINT "books_warnings_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast_destinations" ADD CONSTRAINT "broadcast_destinations_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast_workspaces" ADD CONSTRAINT "broadcast_workspaces_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast_consents" ADD CONSTRAINT "broadcast_consents_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "broadcast_setups" ADD CONSTRAINT "broadcast_setups_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A reading is of its own UTC day, and no lifetime figure is negative.
ALTER TABLE "credit_readings" ADD CONSTRAINT "credit_readings_day_is_utc_day" CHECK ("day" = ("at" AT TIME ZONE 'UTC')::date);
ALTER TABLE "credit_readings" ADD CONSTRAINT "credit_readings_possible" CHECK ("total_usd" >= 0 AND "used_usd" >= 0 AND "day_billed_usd" >= 0);
ALTER TABLE "books_warnings" ADD CONSTRAINT "books_warnings_kind_known" CHECK ("kind" IN ('lines', 'totals', 'book', 'activity', 'credits'));
ALTER TABLE "broadcast_destinations" ADD CONSTRAINT "broadcast_destinations_forward" CHECK ("to_at" IS NULL OR "from_at" < "to_at");
ALTER TABLE "broadcast_destinations" ADD CONSTRAINT "broadcast_destinations_sampling_possible" CHECK ("sampling_rate" > 0 AND "sampling_rate" <= 1);
CREATE UNIQUE INDEX "broadcast_destinations_one_now" ON "broadcast_destinations" ("connection_id", "destination_id") WHERE "to_at" IS NULL;
-- One consent stands at a time, and whoever withdrew it is known.
CREATE UNIQUE INDEX "broadcast_consents_one_stands" ON "broadcast_consents" ("connection_id") WHERE "withdrawn_at" IS NULL;
ALTER TABLE "broadcast_consents" ADD CONSTRAINT "broadcast_consents_withdrawn_whole" CHECK (("withdrawn_at" IS NULL) = ("withdrawn_by" IS NULL));

-- The reading each connection kept so far is its first.
INSERT INTO "credit_readings" ("connection_id", "at", "organization_id", "day", "total_usd", "used_usd")
SELECT "id", "credits_at", "organization_id", ("credits_at" AT TIME ZONE 'UTC')::date, "credits_total_usd", "credits_used_usd"
FROM "connections" WHERE "credits_at" IS NOT NULL AND "credits_total_usd" IS NOT NULL AND "credits_used_usd" IS NOT NULL;
