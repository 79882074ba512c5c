-- Who cancelled an upload, for its page to say. Of earlier ones the audit log knows it.
ALTER TABLE "imports" ADD COLUMN "cancelled_by" TEXT;
