-- Weekly reports as they were when they were made: a later making is a new edition, none is ever changed.
CREATE TABLE "weekly_reports" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "week" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "edition" INTEGER NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "made_by" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "document" JSONB NOT NULL,

    CONSTRAINT "weekly_reports_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "weekly_reports_organization_id_week_subject_edition_key" ON "weekly_reports"("organization_id", "week", "subject", "edition");
ALTER TABLE "weekly_reports" ADD CONSTRAINT "weekly_reports_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "weekly_reports" ADD CONSTRAINT "weekly_reports_week_named" CHECK ("week" ~ '^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$');
ALTER TABLE "weekly_reports" ADD CONSTRAINT "weekly_reports_subject_named" CHECK ("subject" ~ '^(organization|(teams|developers)( [0-9a-f-]{36})+)$');
ALTER TABLE "weekly_reports" ADD CONSTRAINT "weekly_reports_edition_counts" CHECK ("edition" >= 1);

-- When an organization's reports are made and sent. Without a row: Monday at 7 (UTC), sent to nobody.
CREATE TABLE "report_schedules" (
    "organization_id" UUID NOT NULL,
    "weekday" INTEGER NOT NULL DEFAULT 1,
    "hour" INTEGER NOT NULL DEFAULT 7,
    "sends" BOOLEAN NOT NULL DEFAULT true,
    "done_week" TEXT,
    "try_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "report_schedules_pkey" PRIMARY KEY ("organization_id")
);
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_weekday_exists" CHECK ("weekday" BETWEEN 1 AND 7);
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_hour_exists" CHECK ("hour" BETWEEN 0 AND 23);
ALTER TABLE "report_schedules" ADD CONSTRAINT "report_schedules_week_named" CHECK ("done_week" ~ '^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$');

-- Who gets them: members by role, members by team, or an address with the report of a team or of the organization.
CREATE TABLE "report_recipients" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "role" TEXT,
    "team_id" UUID,
    "email" TEXT,
    "added_by" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_recipients_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "report_recipients_organization_id_idx" ON "report_recipients"("organization_id");
ALTER TABLE "report_recipients" ADD CONSTRAINT "report_recipients_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "report_recipients" ADD CONSTRAINT "report_recipients_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "report_recipients" ADD CONSTRAINT "report_recipients_kind_known" CHECK ("kind" IN ('role', 'team', 'address'));
ALTER TABLE "report_recipients" ADD CONSTRAINT "report_recipients_role_known" CHECK ("role" IN ('owner', 'admin', 'finance', 'manager', 'member'));
ALTER TABLE "report_recipients" ADD CONSTRAINT "report_recipients_one_thing" CHECK (CASE "kind"
    WHEN 'role' THEN "role" IS NOT NULL AND "team_id" IS NULL AND "email" IS NULL
    WHEN 'team' THEN "team_id" IS NOT NULL AND "role" IS NULL AND "email" IS NULL
    ELSE "email" IS NOT NULL AND "role" IS NULL END);
CREATE UNIQUE INDEX "report_recipients_role_once" ON "report_recipients" ("organization_id", "role") WHERE "kind" = 'role';
CREATE UNIQUE INDEX "report_recipients_team_once" ON "report_recipients" ("organization_id", "team_id") WHERE "kind" = 'team';
CREATE UNIQUE INDEX "report_recipients_address_once" ON "report_recipients" ("organization_id", "email") WHERE "kind" = 'address';
