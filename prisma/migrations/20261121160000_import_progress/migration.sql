-- How much of a file is to come, since when the present step of an import goes on and from where, so that pages can say
-- its rate and the time left. Imports that end before this upgrade keep nulls.
ALTER TABLE "imports" ADD COLUMN "expected_bytes" BIGINT;
ALTER TABLE "imports" ADD COLUMN "step_since" TIMESTAMPTZ(3);
ALTER TABLE "imports" ADD COLUMN "step_from" BIGINT NOT NULL DEFAULT 0;
ALTER TABLE "imports" ADD COLUMN "days" INTEGER;
ALTER TABLE "imports" ADD CONSTRAINT "imports_progress_possible" CHECK ("expected_bytes" >= 0 AND "step_from" >= 0 AND "days" >= 0);

-- An import can be taken back while it is received, waits or is merged.
ALTER TABLE "imports" DROP CONSTRAINT "imports_status_known";
ALTER TABLE "imports" ADD CONSTRAINT "imports_status_known" CHECK ("status" IN
  ('uploading', 'staged', 'merging', 'rebuilding', 'cancelling', 'succeeded', 'failed', 'cancelled'));
