-- Cost centers, which teams belong to by dates, and the environment of keys.
CREATE TABLE "cost_centers" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cost_centers_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "cost_centers_organization_id_name_key" ON "cost_centers"("organization_id", "name");
CREATE UNIQUE INDEX "cost_centers_organization_id_code_key" ON "cost_centers"("organization_id", "code");
ALTER TABLE "cost_centers" ADD CONSTRAINT "cost_centers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "team_cost_centers" (
    "team_id" UUID NOT NULL,
    "cost_center_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE,

    CONSTRAINT "team_cost_centers_pkey" PRIMARY KEY ("team_id","from_day")
);
CREATE INDEX "team_cost_centers_cost_center_id_idx" ON "team_cost_centers"("cost_center_id");
ALTER TABLE "team_cost_centers" ADD CONSTRAINT "team_cost_centers_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "team_cost_centers" ADD CONSTRAINT "team_cost_centers_cost_center_id_fkey" FOREIGN KEY ("cost_center_id") REFERENCES "cost_centers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Dated facts run forwards and do not overlap. An empty span would overlap nothing and hold on no day.
ALTER TABLE "team_cost_centers" ADD CONSTRAINT "team_cost_centers_one_a_day" EXCLUDE USING gist ("team_id" WITH =, daterange("from_day", "to_day") WITH &&);
ALTER TABLE "team_cost_centers" ADD CONSTRAINT "team_cost_centers_forward" CHECK ("from_day" < "to_day");

ALTER TABLE "keys" ADD COLUMN "environment" TEXT;
ALTER TABLE "keys" ADD CONSTRAINT "keys_environment_known" CHECK ("environment" IN ('development', 'ci', 'production'));

-- Lines that stand have no cost center: there was none. Assigning one marks the days it concerns for a rebuild.
ALTER TABLE "spend_lines" ADD COLUMN "cost_center_id" UUID;
ALTER TABLE "spend_totals" ADD COLUMN "cost_center_id" UUID;
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_cost_center_through_team" CHECK ("cost_center_id" IS NULL OR "team_id" IS NOT NULL);

-- The new groupings (256 alone, 257 with developer, 258 with team) of days that stand are the old ones under no cost center.
INSERT INTO "spend_totals" ("organization_id", "connection_id", "day", "grouping", "evidence", "developer_id", "team_id", "cost_usd", "byok_usd",
    "requests", "prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens", "reasoning_tokens")
  SELECT "organization_id", "connection_id", "day", "grouping" + 256, "evidence", "developer_id", "team_id", "cost_usd", "byok_usd",
    "requests", "prompt_tokens", "cached_tokens", "cache_write_tokens", "completion_tokens", "reasoning_tokens"
  FROM "spend_totals" WHERE "grouping" IN (0, 1, 2)
  ORDER BY "organization_id", "grouping", "day";
CREATE INDEX "spend_totals_of_cost_center" ON "spend_totals" ("organization_id", "grouping", "cost_center_id", "day") WHERE "grouping" IN (256, 257, 258);
