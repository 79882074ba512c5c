-- Attribution rules: versions of the whole set, and what they decided on each line.
CREATE TABLE "attribution_versions" (
    "organization_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "note" TEXT NOT NULL,
    "saved_by" TEXT NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL,
    "restored_from" INTEGER,

    CONSTRAINT "attribution_versions_pkey" PRIMARY KEY ("organization_id","version")
);

ALTER TABLE "attribution_versions" ADD CONSTRAINT "attribution_versions_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "attribution_versions" ADD CONSTRAINT "attribution_versions_numbered" CHECK ("version" >= 1 AND ("restored_from" IS NULL OR ("restored_from" >= 1 AND "restored_from" < "version")));
ALTER TABLE "attribution_versions" ADD CONSTRAINT "attribution_versions_rules_listed" CHECK (jsonb_typeof("rules") = 'array');

-- (\x3b is a semicolon: Prisma's engine cuts scripts at bare ones, inside bodies and comments too.)
CREATE FUNCTION "refuse_rule_change"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN RAISE EXCEPTION ''versions of attribution rules are never changed''\x3b END';
CREATE TRIGGER "attribution_versions_immutable" BEFORE UPDATE ON "attribution_versions" FOR EACH ROW EXECUTE FUNCTION "refuse_rule_change"();

-- Lines of before were made without rules: null and 0 say so.
ALTER TABLE "spend_lines" ADD COLUMN "developer_rule_id" UUID, ADD COLUMN "team_rule_id" UUID, ADD COLUMN "feature_rule_id" UUID;
ALTER TABLE "day_books" ADD COLUMN "rules_version" INTEGER NOT NULL DEFAULT 0;

ALTER TABLE "spend_lines" DROP CONSTRAINT "spend_lines_attribution_known";
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_attribution_known" CHECK ("attribution" IN ('rule', 'user_field', 'key_owner', 'key_creator', 'none'));
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_rule_named" CHECK (("attribution" = 'rule') = ("developer_rule_id" IS NOT NULL));
-- A team comes with its developer, or by a rule that says so.
ALTER TABLE "spend_lines" DROP CONSTRAINT "spend_lines_team_through_developer";
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_team_explained" CHECK ("team_id" IS NULL OR "developer_id" IS NOT NULL OR "team_rule_id" IS NOT NULL);
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_feature_explained" CHECK ("feature_rule_id" IS NULL OR "feature" IS NOT NULL);
-- What requests have too much is nobody's: no rule decides it.
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_difference_has_no_rule" CHECK ("evidence" <> 'difference' OR ("developer_rule_id" IS NULL AND "team_rule_id" IS NULL AND "feature_rule_id" IS NULL));
