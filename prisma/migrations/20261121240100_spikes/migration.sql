-- Single requests summed by the hour, for looking for what is not as usual.
CREATE TABLE "spend_hours" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "key_id" UUID,
    "id" BIGSERIAL NOT NULL,
    "cost_usd" DECIMAL(20,12) NOT NULL,
    "requests" INTEGER NOT NULL,

    CONSTRAINT "spend_hours_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "spend_hours_organization_id_day_idx" ON "spend_hours"("organization_id", "day");
CREATE INDEX "spend_hours_connection_id_day_idx" ON "spend_hours"("connection_id", "day");
ALTER TABLE "spend_hours" ADD CONSTRAINT "spend_hours_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "spend_hours" ADD CONSTRAINT "spend_hours_of_a_day" CHECK ("hour" BETWEEN 0 AND 23);

CREATE TABLE "spend_hour_days" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "rebuilt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spend_hour_days_pkey" PRIMARY KEY ("connection_id","day")
);
ALTER TABLE "spend_hour_days" ADD CONSTRAINT "spend_hour_days_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Spikes: opened once, closed once.
CREATE TABLE "spikes" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "resolution" TEXT NOT NULL,
    "filters" JSONB NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "actual_usd" DECIMAL(20,12) NOT NULL,
    "usual_usd" DECIMAL(20,12) NOT NULL,
    "score" DOUBLE PRECISION NOT NULL,
    "driver" TEXT,
    "developer_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "answered_by" TEXT,
    "answered_at" TIMESTAMPTZ(3),
    "note" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "spikes_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "spikes_organization_id_resolution_filters_from_at_key" ON "spikes"("organization_id", "resolution", "filters", "from_at");
CREATE INDEX "spikes_organization_id_from_at_idx" ON "spikes"("organization_id", "from_at");
ALTER TABLE "spikes" ADD CONSTRAINT "spikes_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "spikes" ADD CONSTRAINT "spikes_resolution_known" CHECK ("resolution" IN ('hour', 'day'));
ALTER TABLE "spikes" ADD CONSTRAINT "spikes_answer_known" CHECK ("answer" IN ('acknowledged', 'expected'));
ALTER TABLE "spikes" ADD CONSTRAINT "spikes_answered_by_somebody" CHECK (("answer" IS NULL) = ("answered_by" IS NULL) AND ("answer" IS NULL) = ("answered_at" IS NULL));
ALTER TABLE "spikes" ADD CONSTRAINT "spikes_forward" CHECK ("from_at" < "to_at");
ALTER TABLE "spikes" ADD CONSTRAINT "spikes_filters_by_dimension" CHECK (jsonb_typeof("filters") = 'object');

CREATE TABLE "spike_checks" (
    "organization_id" UUID NOT NULL,
    "checked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "spike_checks_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "spike_checks" ADD CONSTRAINT "spike_checks_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
