-- Fixed prices that OpenRouter's bill does not have.
CREATE TABLE "subscriptions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "amount_usd" DECIMAL(20,12) NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscriptions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "subscriptions_organization_id_idx" ON "subscriptions"("organization_id");
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_positive" CHECK ("amount_usd" > 0);
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_forward" CHECK ("to_day" IS NULL OR "from_day" <= "to_day");

-- The fee on purchases of credits, dated so that past months keep theirs.
CREATE TABLE "credit_fee_rates" (
    "organization_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "percent" DECIMAL(7,4) NOT NULL,
    "least_usd" DECIMAL(20,12) NOT NULL,

    CONSTRAINT "credit_fee_rates_pkey" PRIMARY KEY ("organization_id","from_day")
);
ALTER TABLE "credit_fee_rates" ADD CONSTRAINT "credit_fee_rates_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "credit_fee_rates" ADD CONSTRAINT "credit_fee_rates_percent" CHECK ("percent" BETWEEN 0 AND 100);
ALTER TABLE "credit_fee_rates" ADD CONSTRAINT "credit_fee_rates_least" CHECK ("least_usd" >= 0);

-- What was forecast on which day.
CREATE TABLE "forecasts" (
    "organization_id" UUID NOT NULL,
    "made_on" DATE NOT NULL,
    "dimension" TEXT NOT NULL,
    "word" TEXT NOT NULL,
    "period_from" DATE NOT NULL,
    "period_to" DATE NOT NULL,
    "spent_usd" DECIMAL(20,12) NOT NULL,
    "expected_usd" DECIMAL(20,12) NOT NULL,
    "seven_day_usd" DECIMAL(20,12) NOT NULL,
    "p50_low_usd" DECIMAL(20,12),
    "p50_high_usd" DECIMAL(20,12),
    "p80_low_usd" DECIMAL(20,12),
    "p80_high_usd" DECIMAL(20,12),
    "p95_low_usd" DECIMAL(20,12),
    "p95_high_usd" DECIMAL(20,12),
    "method" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forecasts_pkey" PRIMARY KEY ("organization_id","made_on","dimension","word","period_from")
);
ALTER TABLE "forecasts" ADD CONSTRAINT "forecasts_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "forecasts" ADD CONSTRAINT "forecasts_forward" CHECK ("period_from" <= "period_to");
ALTER TABLE "forecasts" ADD CONSTRAINT "forecasts_of_something" CHECK (("dimension" = '') = ("word" = ''));
