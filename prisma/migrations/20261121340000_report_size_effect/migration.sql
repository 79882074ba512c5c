-- Reports made before told the size of requests with their price.
UPDATE "weekly_reports" SET "document" = jsonb_set("document", '{changes,effects,sizeUsd}', '"0"')
WHERE "document" #> '{changes,effects}' IS NOT NULL AND "document" #> '{changes,effects,sizeUsd}' IS NULL;
