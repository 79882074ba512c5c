-- Tokens that may make and change budgets. Those that stand keep what they may.
ALTER TABLE "api_tokens" DROP CONSTRAINT "api_tokens_scopes_known";
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_scopes_known" CHECK ("scopes" <@ ARRAY['read', 'ingest', 'manage'] AND cardinality("scopes") > 0);
