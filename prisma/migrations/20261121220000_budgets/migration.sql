-- Budgets: an amount for a day, week or month of spend, dated so that past periods keep what they were held against.
CREATE TABLE "budgets" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'budget',
    "per" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "starts_on" DATE NOT NULL,
    "ends_on" DATE,
    "working_days" INTEGER NOT NULL DEFAULT 22,
    "owner_email" TEXT,
    "note" TEXT NOT NULL DEFAULT '',
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "budgets_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "budgets_organization_id_idx" ON "budgets"("organization_id");
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_kind_known" CHECK ("kind" IN ('budget', 'hard_cap'));
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_per_known" CHECK ("per" IN ('day', 'week', 'month'));
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_filters_by_dimension" CHECK (jsonb_typeof("filters") = 'object');
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_forward" CHECK ("ends_on" IS NULL OR "starts_on" <= "ends_on");
ALTER TABLE "budgets" ADD CONSTRAINT "budgets_working_days_in_month" CHECK ("working_days" BETWEEN 1 AND 31);

-- An amount holds for every period that begins on its day or later, up to the next amount's day.
CREATE TABLE "budget_amounts" (
    "budget_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "amount_usd" DECIMAL(20,12) NOT NULL,

    CONSTRAINT "budget_amounts_pkey" PRIMARY KEY ("budget_id","from_day")
);
CREATE INDEX "budget_amounts_organization_id_idx" ON "budget_amounts"("organization_id");
ALTER TABLE "budget_amounts" ADD CONSTRAINT "budget_amounts_budget_id_fkey" FOREIGN KEY ("budget_id") REFERENCES "budgets"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "budget_amounts" ADD CONSTRAINT "budget_amounts_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "budget_amounts" ADD CONSTRAINT "budget_amounts_positive" CHECK ("amount_usd" > 0);
