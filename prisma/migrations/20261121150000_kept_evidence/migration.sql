-- Single requests are kept for a set number of days, spend lines for ever. An organization that exists keeps its requests
-- for ever until somebody says otherwise, so that an upgrade drops nothing. A new one keeps them for 400 days: a year, and
-- the month it is compared with. Below 35 days OpenRouter would tell again what was dropped.
ALTER TABLE "organizations" ADD COLUMN "requests_kept_days" INTEGER;
ALTER TABLE "organizations" ALTER COLUMN "requests_kept_days" SET DEFAULT 400;
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_requests_kept_long_enough" CHECK ("requests_kept_days" BETWEEN 35 AND 36500);

-- When the day's single requests were dropped. From then on its books rest on kept_evidence.
ALTER TABLE "day_books" ADD COLUMN "evidence_dropped_at" TIMESTAMPTZ(3);

-- What a day's dropped requests add up to, grouped by everything the books look at.
CREATE TABLE "kept_evidence" (
  "organization_id" UUID NOT NULL,
  "connection_id" UUID NOT NULL,
  "day" DATE NOT NULL,
  "key_id" UUID,
  "key_name" TEXT,
  "model" TEXT NOT NULL,
  "provider" TEXT,
  "external_user" TEXT,
  "member" TEXT,
  "feature" TEXT,
  "app" TEXT,
  "key_is_certain" BOOLEAN NOT NULL,
  "cost_known" BOOLEAN NOT NULL,
  "requests" BIGINT NOT NULL,
  "cut_rows" BIGINT NOT NULL,
  "cost_usd" NUMERIC(20,12),
  "byok_usd" NUMERIC(20,12),
  "prompt_tokens" BIGINT,
  "cached_tokens" BIGINT,
  "cache_write_tokens" BIGINT,
  "completion_tokens" BIGINT,
  "reasoning_tokens" BIGINT
);
CREATE INDEX "kept_evidence_connection_id_day_idx" ON "kept_evidence" ("connection_id", "day");
ALTER TABLE "kept_evidence" ADD CONSTRAINT "kept_evidence_figures_possible" CHECK (
  "requests" > 0 AND "cut_rows" BETWEEN 0 AND "requests" AND "cost_usd" >= 0 AND "byok_usd" >= 0 AND "prompt_tokens" >= 0
  AND "cached_tokens" >= 0 AND "cache_write_tokens" >= 0 AND "completion_tokens" >= 0 AND "reasoning_tokens" >= 0
  AND "cost_known" = ("cost_usd" IS NOT NULL));
