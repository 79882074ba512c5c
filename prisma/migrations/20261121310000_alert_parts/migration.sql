-- What an alert was made of when it was last told: with a count alone, a key that takes the place of another one was no news.
ALTER TABLE "alert_states" ADD COLUMN "told_parts" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- Keys without a limit that were told by their count are told: the first evaluation from now on must not tell them again.
UPDATE "alert_states" s SET "told_step" = 0, "told_parts" = ARRAY(
    SELECT k.id::text FROM "keys" k WHERE k.organization_id = s.organization_id AND k.limit_usd IS NULL ORDER BY k.id)
WHERE s."rule" = 'keys_without_limit' AND s."told_level" <> 'ok';
