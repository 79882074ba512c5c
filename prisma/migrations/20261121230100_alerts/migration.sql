-- Alerts: how they stand, what changed and was told, and which rules are on.
CREATE TABLE "alert_settings" (
    "organization_id" UUID NOT NULL,
    "settings" JSONB NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_settings_pkey" PRIMARY KEY ("organization_id")
);

CREATE TABLE "alert_evaluations" (
    "organization_id" UUID NOT NULL,
    "evaluated_at" TIMESTAMPTZ(3) NOT NULL,
    "failed" TEXT[] DEFAULT ARRAY[]::TEXT[],

    CONSTRAINT "alert_evaluations_pkey" PRIMARY KEY ("organization_id")
);

CREATE TABLE "alert_states" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "rule" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "period" TEXT,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "told_level" TEXT NOT NULL,
    "told_step" INTEGER NOT NULL,
    "told_period" TEXT,
    "well_since" TIMESTAMPTZ(3),
    "headline" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "driver" TEXT,
    "scope" JSONB NOT NULL,
    "link" JSONB NOT NULL,
    "watched" BOOLEAN NOT NULL DEFAULT true,
    "changes" INTEGER NOT NULL DEFAULT 0,
    "acknowledged_by" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "snoozed_by" TEXT,
    "snoozed_until" TIMESTAMPTZ(3),

    CONSTRAINT "alert_states_pkey" PRIMARY KEY ("id")
);

CREATE TABLE "alert_events" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "state_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "change" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "step" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "headline" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "driver" TEXT,
    "compare" JSONB,
    "told_by" UUID,

    CONSTRAINT "alert_events_pkey" PRIMARY KEY ("id")
);

CREATE UNIQUE INDEX "alert_states_organization_id_rule_subject_key" ON "alert_states"("organization_id", "rule", "subject");
CREATE UNIQUE INDEX "alert_events_state_id_number_key" ON "alert_events"("state_id", "number");
CREATE INDEX "alert_events_organization_id_at_idx" ON "alert_events"("organization_id", "at");

ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_evaluations" ADD CONSTRAINT "alert_evaluations_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_states" ADD CONSTRAINT "alert_states_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "alert_events" ADD CONSTRAINT "alert_events_state_id_fkey" FOREIGN KEY ("state_id") REFERENCES "alert_states"("id") ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE "alert_settings" ADD CONSTRAINT "alert_settings_object" CHECK (jsonb_typeof("settings") = 'object');
ALTER TABLE "alert_states" ADD CONSTRAINT "alert_states_level_known" CHECK ("level" IN ('ok', 'warning', 'exceeded', 'no_data'));
ALTER TABLE "alert_states" ADD CONSTRAINT "alert_states_told_known" CHECK ("told_level" IN ('ok', 'warning', 'exceeded'));
ALTER TABLE "alert_states" ADD CONSTRAINT "alert_states_acknowledged_whole" CHECK (("acknowledged_at" IS NULL) = ("acknowledged_by" IS NULL));
ALTER TABLE "alert_states" ADD CONSTRAINT "alert_states_snoozed_whole" CHECK (("snoozed_until" IS NULL) = ("snoozed_by" IS NULL));
ALTER TABLE "alert_events" ADD CONSTRAINT "alert_events_change_known" CHECK ("change" IN ('opened', 'worse', 'recovered', 'closed'));

-- What OpenRouter says is left of a key's limit in its present period. It is unknown until the next sync has read it.
ALTER TABLE "keys" ADD COLUMN "limit_remaining_usd" DECIMAL(20,12);
-- Connections whose balance is warned of sooner.
ALTER TABLE "connections" ADD COLUMN "critical" BOOLEAN NOT NULL DEFAULT false;
