-- What a day's lines came to when they were last added up beside the books: a page need not add them up again.
CREATE TABLE "day_checks" (
  "connection_id" UUID NOT NULL,
  "day" DATE NOT NULL,
  "organization_id" UUID NOT NULL,
  "book_version" TEXT NOT NULL,
  "lines_usd" DECIMAL(20,12) NOT NULL,
  "cut_usd" DECIMAL(20,12) NOT NULL,
  "rounding_usd" DECIMAL(20,12) NOT NULL,
  "checked_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "day_checks_pkey" PRIMARY KEY ("connection_id", "day")
);
ALTER TABLE "day_checks" ADD CONSTRAINT "day_checks_connection_id_day_fkey" FOREIGN KEY ("connection_id", "day")
  REFERENCES "day_books"("connection_id", "day") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "day_checks_organization_id_day_idx" ON "day_checks"("organization_id", "day");

-- A check holds as long as nobody but a rebuild, which makes another book of the day, writes lines.
CREATE FUNCTION "forget_day_checks"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN DELETE FROM day_checks\x3b RETURN NULL\x3b END';
CREATE TRIGGER "spend_lines_written" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "spend_lines" FOR EACH STATEMENT
  WHEN (current_setting('waybill.rebuilding', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION "forget_day_checks"();
