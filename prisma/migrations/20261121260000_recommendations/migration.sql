-- What would save dollars, what was decided on it, and what that has saved since. Nothing is found before the worker's first look.
CREATE TABLE "recommendations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "aspect" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "confidence" TEXT NOT NULL,
    "low_usd" DECIMAL(20,12) NOT NULL,
    "likely_usd" DECIMAL(20,12) NOT NULL,
    "high_usd" DECIMAL(20,12) NOT NULL,
    "alone_low_usd" DECIMAL(20,12) NOT NULL,
    "alone_likely_usd" DECIMAL(20,12) NOT NULL,
    "alone_high_usd" DECIMAL(20,12) NOT NULL,
    "at_stake_usd" DECIMAL(20,12),
    "evidence" JSONB NOT NULL,
    "assumption" TEXT NOT NULL,
    "risk" TEXT NOT NULL,
    "change" JSONB NOT NULL,
    "move" JSONB,
    "team_ids" UUID[],
    "developer_ids" UUID[],
    "teams_known" BOOLEAN NOT NULL,
    "developers_known" BOOLEAN NOT NULL,
    "found_at" TIMESTAMPTZ(3) NOT NULL,
    "held_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,
    "reason" TEXT,
    "decided_usd" DECIMAL(20,12),
    "closed_at" TIMESTAMPTZ(3),
    "trial_ids" TEXT[],
    "baseline" JSONB,
    "outcome" JSONB,

    CONSTRAINT "recommendations_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "recommendations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "recommendations_organization_id_subject_key" ON "recommendations"("organization_id", "subject");
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_state_known" CHECK ("state" IN ('open', 'trial', 'accepted', 'rejected', 'closed'));
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_confidence_known" CHECK ("confidence" IN ('high', 'medium', 'low'));
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_ranges_in_order" CHECK (
    "low_usd" <= "likely_usd" AND "likely_usd" <= "high_usd" AND "alone_low_usd" <= "alone_likely_usd" AND "alone_likely_usd" <= "alone_high_usd");
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_decided_whole" CHECK (
    "state" IN ('open', 'closed') OR ("decided_at" IS NOT NULL AND "decided_by" IS NOT NULL AND "decided_usd" IS NOT NULL));
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_rejected_for_a_reason" CHECK ("state" <> 'rejected' OR "reason" <> '');
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_accepted_against_a_baseline" CHECK ("state" <> 'accepted' OR "baseline" IS NOT NULL);
ALTER TABLE "recommendations" ADD CONSTRAINT "recommendations_closed_when" CHECK (("state" = 'closed') = ("closed_at" IS NOT NULL));

CREATE TABLE "recommendation_savings" (
    "recommendation_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "organization_id" UUID NOT NULL,
    "requests" BIGINT NOT NULL,
    "saved_usd" DECIMAL(20,12) NOT NULL,

    CONSTRAINT "recommendation_savings_pkey" PRIMARY KEY ("recommendation_id","day"),
    CONSTRAINT "recommendation_savings_recommendation_id_fkey" FOREIGN KEY ("recommendation_id") REFERENCES "recommendations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "recommendation_savings_organization_id_day_idx" ON "recommendation_savings"("organization_id", "day");

CREATE TABLE "recommendation_runs" (
    "organization_id" UUID NOT NULL,
    "asked_at" TIMESTAMPTZ(3),
    "started_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),
    "from_day" DATE,
    "to_day" DATE,
    "days" INTEGER,
    "requests" BIGINT,
    "cost_usd" DECIMAL(20,12),
    "error" TEXT,
    "benchmark_distance" DECIMAL(5,2) NOT NULL DEFAULT 12,

    CONSTRAINT "recommendation_runs_pkey" PRIMARY KEY ("organization_id"),
    CONSTRAINT "recommendation_runs_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
ALTER TABLE "recommendation_runs" ADD CONSTRAINT "recommendation_runs_found_whole" CHECK (
    ("finished_at" IS NULL) OR ("from_day" IS NOT NULL AND "to_day" IS NOT NULL AND "days" IS NOT NULL AND "requests" IS NOT NULL AND "cost_usd" IS NOT NULL));
ALTER TABLE "recommendation_runs" ADD CONSTRAINT "recommendation_runs_distance_possible" CHECK ("benchmark_distance" BETWEEN 0 AND 100);
