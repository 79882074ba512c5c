-- AlterTable
ALTER TABLE "models" ADD COLUMN     "benchmarks" JSONB,
ADD COLUMN     "first_seen_at" TIMESTAMPTZ(3),
ADD COLUMN     "gone_at" TIMESTAMPTZ(3),
ADD COLUMN     "input_modalities" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "max_completion_tokens" INTEGER,
ADD COLUMN     "output_modalities" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "supported_parameters" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "tier" TEXT;

-- What is known of models so far was seen first when it was read last.
UPDATE "models" SET "first_seen_at" = "fetched_at";
ALTER TABLE "models" ALTER COLUMN "first_seen_at" SET NOT NULL, ALTER COLUMN "first_seen_at" SET DEFAULT CURRENT_TIMESTAMP;

-- CreateTable
CREATE TABLE "model_endpoints" (
    "permaslug" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "quantization" TEXT,
    "context_length" INTEGER,
    "max_completion_tokens" INTEGER,
    "pricing" JSONB NOT NULL,
    "supported_parameters" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "supports_implicit_caching" BOOLEAN,
    "uptime_last_day" DOUBLE PRECISION,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "model_endpoints_pkey" PRIMARY KEY ("permaslug","tag")
);

-- CreateTable
CREATE TABLE "model_prices" (
    "permaslug" TEXT NOT NULL,
    "tag" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "pricing" JSONB NOT NULL,

    CONSTRAINT "model_prices_pkey" PRIMARY KEY ("permaslug","tag","from_at")
);

-- CreateTable
CREATE TABLE "catalogue_readings" (
    "read_at" TIMESTAMPTZ(3) NOT NULL,
    "models" INTEGER NOT NULL,

    CONSTRAINT "catalogue_readings_pkey" PRIMARY KEY ("read_at")
);

-- CreateTable
CREATE TABLE "tier_overrides" (
    "organization_id" UUID NOT NULL,
    "permaslug" TEXT NOT NULL,
    "tier" TEXT,
    "set_by" TEXT NOT NULL,
    "set_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tier_overrides_pkey" PRIMARY KEY ("organization_id","permaslug")
);

-- CreateIndex
CREATE INDEX "model_prices_from_at_idx" ON "model_prices"("from_at");

-- AddForeignKey
ALTER TABLE "tier_overrides" ADD CONSTRAINT "tier_overrides_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "models" ADD CONSTRAINT "models_tier_known" CHECK ("tier" IN ('free', 'light', 'mid', 'frontier'));
ALTER TABLE "tier_overrides" ADD CONSTRAINT "tier_overrides_tier_known" CHECK ("tier" IN ('free', 'light', 'mid', 'frontier'));
ALTER TABLE "models" ADD CONSTRAINT "models_gone_after_seen" CHECK ("gone_at" >= "first_seen_at");

-- Histories begin with the prices that are known.
INSERT INTO "model_prices" ("permaslug", "tag", "from_at", "pricing") SELECT "permaslug", '', "fetched_at", "pricing" FROM "models";
