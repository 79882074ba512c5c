-- Why nobody is charged and what has no feature is read from lines, of which these are a small part where requests say much
-- of themselves.
CREATE INDEX "spend_lines_without_name" ON "spend_lines" ("organization_id", "day")
  WHERE "developer_id" IS NULL OR "feature" IS NULL OR "reason" IS NOT NULL;
