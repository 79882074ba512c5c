-- The first shape of the books: people, what OpenRouter says, facts, ledger. Tables as in prisma/models,
-- below them, what must always hold, kept by the database itself.
-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "spend_lines" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "evidence" TEXT NOT NULL,
    "attribution" TEXT NOT NULL,
    "workspace_id" UUID,
    "key_id" UUID,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "developer_id" UUID,
    "team_id" UUID,
    "feature" TEXT,
    "app" TEXT,
    "reason" TEXT,
    "cost_usd" DECIMAL(20,12) NOT NULL,
    "byok_usd" DECIMAL(20,12) NOT NULL,
    "requests" BIGINT NOT NULL,
    "prompt_tokens" BIGINT,
    "cached_tokens" BIGINT,
    "cache_write_tokens" BIGINT,
    "completion_tokens" BIGINT,
    "reasoning_tokens" BIGINT
);

-- CreateTable
CREATE TABLE "spend_totals" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "grouping" SMALLINT NOT NULL,
    "evidence" TEXT NOT NULL,
    "workspace_id" UUID,
    "key_id" UUID,
    "model" TEXT,
    "provider" TEXT,
    "developer_id" UUID,
    "team_id" UUID,
    "feature" TEXT,
    "app" TEXT,
    "cost_usd" DECIMAL(20,12) NOT NULL,
    "byok_usd" DECIMAL(20,12) NOT NULL,
    "requests" BIGINT NOT NULL,
    "prompt_tokens" BIGINT,
    "cached_tokens" BIGINT,
    "cache_write_tokens" BIGINT,
    "completion_tokens" BIGINT,
    "reasoning_tokens" BIGINT
);

-- CreateTable
CREATE TABLE "day_books" (
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "organization_id" UUID NOT NULL,
    "books" TEXT NOT NULL,
    "billed_usd" DECIMAL(20,12) NOT NULL,
    "billed_byok_usd" DECIMAL(20,12) NOT NULL,
    "explained_usd" DECIMAL(20,12) NOT NULL,
    "remainder_usd" DECIMAL(20,12) NOT NULL,
    "difference_usd" DECIMAL(20,12) NOT NULL,
    "unmatched_generations" BIGINT NOT NULL,
    "unmatched_usd" DECIMAL(20,12) NOT NULL,
    "pulled_at" TIMESTAMPTZ(3) NOT NULL,
    "restated_at" TIMESTAMPTZ(3),
    "rebuilt_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "day_books_pkey" PRIMARY KEY ("connection_id","day")
);

-- CreateTable
CREATE TABLE "dirty_days" (
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "version" BIGINT NOT NULL DEFAULT 1,
    "marked_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "dirty_days_pkey" PRIMARY KEY ("connection_id","day")
);

-- CreateTable
CREATE TABLE "generations" (
    "organization_id" UUID NOT NULL,
    "generation_id" TEXT NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "key_id" UUID,
    "key_name" TEXT,
    "model" TEXT NOT NULL,
    "variant" TEXT,
    "provider" TEXT,
    "external_user" TEXT,
    "member" TEXT,
    "session_id" TEXT,
    "app" TEXT,
    "feature" TEXT,
    "tags" JSONB,
    "cost_usd" DECIMAL(20,12),
    "byok_usd" DECIMAL(20,12),
    "prompt_tokens" BIGINT,
    "cached_tokens" BIGINT,
    "cache_write_tokens" BIGINT,
    "completion_tokens" BIGINT,
    "reasoning_tokens" BIGINT,
    "streamed" BOOLEAN,
    "cancelled" BOOLEAN,
    "finish_reason" TEXT,
    "generation_time_ms" INTEGER,
    "first_token_ms" INTEGER,
    "sources" SMALLINT NOT NULL,
    "cost_is_cut" BOOLEAN NOT NULL DEFAULT false,
    "key_is_certain" BOOLEAN NOT NULL DEFAULT false,
    "told_by" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "generations_pkey" PRIMARY KEY ("organization_id","generation_id")
);

-- CreateTable
CREATE TABLE "billed_days" (
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "organization_id" UUID NOT NULL,
    "cost_usd" DECIMAL(20,12) NOT NULL,
    "byok_usd" DECIMAL(20,12) NOT NULL,
    "requests" BIGINT NOT NULL,
    "pulled_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billed_days_pkey" PRIMARY KEY ("connection_id","day","source")
);

-- CreateTable
CREATE TABLE "billed_cells" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "key_id" UUID,
    "model" TEXT NOT NULL,
    "provider" TEXT,
    "cost_usd" DECIMAL(20,12) NOT NULL,
    "byok_usd" DECIMAL(20,12) NOT NULL,
    "requests" BIGINT NOT NULL,
    "prompt_tokens" BIGINT,
    "cached_tokens" BIGINT,
    "cache_write_tokens" BIGINT,
    "completion_tokens" BIGINT,
    "reasoning_tokens" BIGINT
);

-- CreateTable
CREATE TABLE "restatements" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "day" DATE NOT NULL,
    "source" TEXT NOT NULL,
    "old_usd" DECIMAL(20,12) NOT NULL,
    "new_usd" DECIMAL(20,12) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "restatements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "file_name" TEXT NOT NULL,
    "kind" TEXT,
    "status" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "rows" BIGINT NOT NULL DEFAULT 0,
    "inserted" BIGINT NOT NULL DEFAULT 0,
    "merged" BIGINT NOT NULL DEFAULT 0,
    "rejected" BIGINT NOT NULL DEFAULT 0,
    "cost_usd" DECIMAL(20,12),
    "first_day" DATE,
    "last_day" DATE,
    "error_code" TEXT,
    "error_message" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeat_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_rejects" (
    "id" BIGSERIAL NOT NULL,
    "import_id" UUID NOT NULL,
    "line" BIGINT NOT NULL,
    "column" TEXT,
    "reason" TEXT NOT NULL,
    "value" TEXT,

    CONSTRAINT "import_rejects_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connections" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "label" TEXT,
    "status" TEXT NOT NULL DEFAULT 'active',
    "account_id" TEXT,
    "key_hash" TEXT,
    "sealed_key" BYTEA,
    "seal_key_id" TEXT,
    "has_analytics" BOOLEAN,
    "credits_total_usd" DECIMAL(20,12),
    "credits_used_usd" DECIMAL(20,12),
    "credits_at" TIMESTAMPTZ(3),
    "next_sync_at" TIMESTAMPTZ(3),
    "directory_synced_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "connections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "workspaces" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "external_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT,

    CONSTRAINT "workspaces_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "openrouter_members" (
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "member_id" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "first_name" TEXT,
    "last_name" TEXT,
    "role" TEXT,

    CONSTRAINT "openrouter_members_pkey" PRIMARY KEY ("connection_id","member_id")
);

-- CreateTable
CREATE TABLE "keys" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "hash" TEXT,
    "name" TEXT NOT NULL,
    "label" TEXT,
    "workspace_id" UUID,
    "creator_member_id" TEXT,
    "external_user" TEXT,
    "disabled" BOOLEAN NOT NULL DEFAULT false,
    "limit_usd" DECIMAL(20,12),
    "limit_reset" TEXT,
    "usage_usd" DECIMAL(20,12),
    "created_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "gone_at" TIMESTAMPTZ(3),

    CONSTRAINT "keys_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "key_names" (
    "key_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "first_seen" TIMESTAMPTZ(3) NOT NULL,
    "last_seen" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "key_names_pkey" PRIMARY KEY ("key_id","name")
);

-- CreateTable
CREATE TABLE "key_ownerships" (
    "key_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE,

    CONSTRAINT "key_ownerships_pkey" PRIMARY KEY ("key_id","from_day")
);

-- CreateTable
CREATE TABLE "models" (
    "permaslug" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "author" TEXT NOT NULL,
    "context_length" INTEGER,
    "pricing" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3),
    "expiration_date" TEXT,
    "fetched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "models_pkey" PRIMARY KEY ("permaslug")
);

-- CreateTable
CREATE TABLE "sync_runs" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "trigger" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "step" TEXT,
    "progress" DOUBLE PRECISION,
    "detail" JSONB,
    "requests" INTEGER NOT NULL DEFAULT 0,
    "error_code" TEXT,
    "error_message" TEXT,
    "queued_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "sync_runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sync_cursors" (
    "connection_id" UUID NOT NULL,
    "stream" TEXT NOT NULL,
    "reached_from" TIMESTAMPTZ(3) NOT NULL,
    "reached_to" TIMESTAMPTZ(3) NOT NULL,
    "target_from" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_cursors_pkey" PRIMARY KEY ("connection_id","stream")
);

-- CreateTable
CREATE TABLE "analytics_requests" (
    "id" BIGSERIAL NOT NULL,
    "connection_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "analytics_requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "allowed_domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT,
    "email" TEXT NOT NULL,
    "email_verified" TIMESTAMPTZ(3),
    "image" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "user_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "provider_account_id" TEXT NOT NULL,
    "refresh_token" TEXT,
    "access_token" TEXT,
    "expires_at" INTEGER,
    "token_type" TEXT,
    "scope" TEXT,
    "id_token" TEXT,
    "session_state" TEXT,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("provider","provider_account_id")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "session_token" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "expires" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sign_in_links" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "token_hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sign_in_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "memberships" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "user_id" UUID,
    "email" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "memberships_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "membership_teams" (
    "membership_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,

    CONSTRAINT "membership_teams_pkey" PRIMARY KEY ("membership_id","team_id")
);

-- CreateTable
CREATE TABLE "developers" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "kind" TEXT NOT NULL DEFAULT 'person',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "developers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "developer_aliases" (
    "organization_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "developer_id" UUID NOT NULL,

    CONSTRAINT "developer_aliases_pkey" PRIMARY KEY ("organization_id","kind","value")
);

-- CreateTable
CREATE TABLE "teams" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "teams_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "team_memberships" (
    "team_id" UUID NOT NULL,
    "developer_id" UUID NOT NULL,
    "from_day" DATE NOT NULL,
    "to_day" DATE,

    CONSTRAINT "team_memberships_pkey" PRIMARY KEY ("developer_id","from_day")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "token_hash" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "scopes" TEXT[],
    "created_by_email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" BIGSERIAL NOT NULL,
    "organization_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "detail" JSONB,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "spend_lines_connection_id_day_idx" ON "spend_lines"("connection_id", "day");

-- CreateIndex
CREATE INDEX "spend_lines_organization_id_day_idx" ON "spend_lines"("organization_id", "day");

-- CreateIndex
CREATE INDEX "spend_totals_organization_id_grouping_day_idx" ON "spend_totals"("organization_id", "grouping", "day");

-- CreateIndex
CREATE INDEX "day_books_organization_id_day_idx" ON "day_books"("organization_id", "day");

-- CreateIndex
CREATE INDEX "generations_connection_id_day_idx" ON "generations"("connection_id", "day");

-- CreateIndex
CREATE INDEX "billed_cells_connection_id_day_idx" ON "billed_cells"("connection_id", "day");

-- CreateIndex
CREATE INDEX "restatements_organization_id_day_idx" ON "restatements"("organization_id", "day");

-- CreateIndex
CREATE INDEX "imports_organization_id_created_at_idx" ON "imports"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "import_rejects_import_id_line_idx" ON "import_rejects"("import_id", "line");

-- CreateIndex
CREATE INDEX "connections_organization_id_idx" ON "connections"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_connection_id_external_id_key" ON "workspaces"("connection_id", "external_id");

-- CreateIndex
CREATE INDEX "keys_organization_id_idx" ON "keys"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "keys_connection_id_hash_key" ON "keys"("connection_id", "hash");

-- CreateIndex
CREATE INDEX "models_slug_idx" ON "models"("slug");

-- CreateIndex
CREATE INDEX "sync_runs_connection_id_queued_at_idx" ON "sync_runs"("connection_id", "queued_at");

-- CreateIndex
CREATE INDEX "analytics_requests_connection_id_at_idx" ON "analytics_requests"("connection_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "organizations"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_session_token_key" ON "sessions"("session_token");

-- CreateIndex
CREATE INDEX "sessions_user_id_idx" ON "sessions"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_links_token_hash_key" ON "sign_in_links"("token_hash");

-- CreateIndex
CREATE INDEX "memberships_user_id_idx" ON "memberships"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "memberships_organization_id_email_key" ON "memberships"("organization_id", "email");

-- CreateIndex
CREATE INDEX "developers_organization_id_idx" ON "developers"("organization_id");

-- CreateIndex
CREATE INDEX "developer_aliases_developer_id_idx" ON "developer_aliases"("developer_id");

-- CreateIndex
CREATE UNIQUE INDEX "teams_organization_id_name_key" ON "teams"("organization_id", "name");

-- CreateIndex
CREATE INDEX "team_memberships_team_id_idx" ON "team_memberships"("team_id");

-- CreateIndex
CREATE UNIQUE INDEX "api_tokens_token_hash_key" ON "api_tokens"("token_hash");

-- CreateIndex
CREATE INDEX "api_tokens_organization_id_idx" ON "api_tokens"("organization_id");

-- CreateIndex
CREATE INDEX "audit_entries_organization_id_at_idx" ON "audit_entries"("organization_id", "at");

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rejects" ADD CONSTRAINT "import_rejects_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "workspaces" ADD CONSTRAINT "workspaces_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "openrouter_members" ADD CONSTRAINT "openrouter_members_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "keys" ADD CONSTRAINT "keys_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_names" ADD CONSTRAINT "key_names_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_ownerships" ADD CONSTRAINT "key_ownerships_key_id_fkey" FOREIGN KEY ("key_id") REFERENCES "keys"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_ownerships" ADD CONSTRAINT "key_ownerships_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_connection_id_fkey" FOREIGN KEY ("connection_id") REFERENCES "connections"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_teams" ADD CONSTRAINT "membership_teams_membership_id_fkey" FOREIGN KEY ("membership_id") REFERENCES "memberships"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership_teams" ADD CONSTRAINT "membership_teams_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "developers" ADD CONSTRAINT "developers_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "developer_aliases" ADD CONSTRAINT "developer_aliases_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "teams" ADD CONSTRAINT "teams_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "teams"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_developer_id_fkey" FOREIGN KEY ("developer_id") REFERENCES "developers"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Closed sets of words.
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_role_known" CHECK ("role" IN ('owner', 'admin', 'finance', 'manager', 'member'));
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_email_lower" CHECK ("email" = lower("email"));
ALTER TABLE "users" ADD CONSTRAINT "users_email_lower" CHECK ("email" = lower("email"));
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_slug_shape" CHECK ("slug" ~ '^[a-z0-9][a-z0-9-]{0,62}$');
ALTER TABLE "developers" ADD CONSTRAINT "developers_kind_known" CHECK ("kind" IN ('person', 'service'));
ALTER TABLE "developer_aliases" ADD CONSTRAINT "developer_aliases_kind_known" CHECK ("kind" IN ('user', 'email', 'member'));
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_scopes_known" CHECK ("scopes" <@ ARRAY['read', 'ingest'] AND cardinality("scopes") > 0);
ALTER TABLE "connections" ADD CONSTRAINT "connections_status_known" CHECK ("status" IN ('active', 'paused', 'removed'));
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_status_known" CHECK ("status" IN ('queued', 'running', 'succeeded', 'failed', 'interrupted'));
ALTER TABLE "sync_runs" ADD CONSTRAINT "sync_runs_trigger_known" CHECK ("trigger" IN ('first', 'hourly', 'daily', 'manual'));
ALTER TABLE "imports" ADD CONSTRAINT "imports_status_known" CHECK ("status" IN ('uploading', 'staged', 'merging', 'rebuilding', 'succeeded', 'failed'));
ALTER TABLE "imports" ADD CONSTRAINT "imports_kind_known" CHECK ("kind" IN ('log', 'aggregate'));

-- A sealed key always says which master key opens it, a removed connection keeps none.
ALTER TABLE "connections" ADD CONSTRAINT "connections_seal_whole" CHECK (("sealed_key" IS NULL) = ("seal_key_id" IS NULL));
ALTER TABLE "connections" ADD CONSTRAINT "connections_removed_has_no_key" CHECK ("status" <> 'removed' OR "sealed_key" IS NULL);
-- The same account, or the same key, stands once among an organization's connections in use.
CREATE UNIQUE INDEX "connections_account_once" ON "connections" ("organization_id", "account_id") WHERE "status" <> 'removed' AND "account_id" IS NOT NULL;
CREATE UNIQUE INDEX "connections_key_once" ON "connections" ("organization_id", "key_hash") WHERE "status" <> 'removed' AND "key_hash" IS NOT NULL;
-- A key known by name only is one row a name.
CREATE UNIQUE INDEX "keys_nameless_once" ON "keys" ("connection_id", "name") WHERE "hash" IS NULL;
-- One waiting and one running sync a connection: a second request joins the first.
CREATE UNIQUE INDEX "sync_runs_one_queued" ON "sync_runs" ("connection_id") WHERE "status" = 'queued';
CREATE UNIQUE INDEX "sync_runs_one_running" ON "sync_runs" ("connection_id") WHERE "status" = 'running';
ALTER TABLE "sync_cursors" ADD CONSTRAINT "sync_cursors_forward" CHECK ("reached_from" <= "reached_to");

-- Dated facts run forwards and do not overlap.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE "key_ownerships" ADD CONSTRAINT "key_ownerships_one_owner_a_day" EXCLUDE USING gist ("key_id" WITH =, daterange("from_day", "to_day") WITH &&);
ALTER TABLE "team_memberships" ADD CONSTRAINT "team_memberships_one_team_a_day" EXCLUDE USING gist ("developer_id" WITH =, daterange("from_day", "to_day") WITH &&);

-- A generation's own day, and no impossible figure. A charge may be unknown, never negative.
ALTER TABLE "generations" ADD CONSTRAINT "generations_day_is_utc_day" CHECK ("day" = ("created_at" AT TIME ZONE 'UTC')::date);
ALTER TABLE "generations" ADD CONSTRAINT "generations_figures_possible" CHECK (
  "cost_usd" >= 0 AND "byok_usd" >= 0 AND "prompt_tokens" >= 0 AND "cached_tokens" >= 0
  AND "cache_write_tokens" >= 0 AND "completion_tokens" >= 0 AND "reasoning_tokens" >= 0);
ALTER TABLE "generations" ADD CONSTRAINT "generations_have_a_source" CHECK ("sources" BETWEEN 1 AND 15);

-- Uploaded rows without an id are few days' affair: a rebuild asks whether there are any before it reckons with them.
CREATE INDEX "generations_without_id" ON "generations" ("connection_id", "day") WHERE "generation_id" LIKE 'row-%';

ALTER TABLE "billed_days" ADD CONSTRAINT "billed_days_source_known" CHECK ("source" IN ('analytics', 'activity', 'aggregate_csv'));
ALTER TABLE "billed_cells" ADD CONSTRAINT "billed_cells_source_known" CHECK ("source" IN ('analytics', 'activity', 'aggregate_csv'));
ALTER TABLE "billed_cells" ADD CONSTRAINT "billed_cells_figures_possible" CHECK ("cost_usd" >= 0 AND "byok_usd" >= 0 AND "requests" >= 0);
CREATE UNIQUE INDEX "billed_cells_once" ON "billed_cells" ("connection_id", "day", "source", "key_id", "model", "provider") NULLS NOT DISTINCT;

ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_evidence_known" CHECK ("evidence" IN ('generation', 'log', 'remainder', 'difference'));
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_attribution_known" CHECK ("attribution" IN ('user_field', 'key_owner', 'key_creator', 'none'));
-- Only a difference may be negative, it belongs to nobody and says why it is there.
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_negative_is_difference" CHECK (
  "evidence" = 'difference' OR ("cost_usd" >= 0 AND "byok_usd" >= 0 AND "requests" >= 0 AND "prompt_tokens" >= 0
    AND "cached_tokens" >= 0 AND "cache_write_tokens" >= 0 AND "completion_tokens" >= 0 AND "reasoning_tokens" >= 0));
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_difference_is_nobodys" CHECK ("evidence" <> 'difference' OR ("developer_id" IS NULL AND "reason" IS NOT NULL));
-- No developer without a way he was found, none missing without a reason.
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_developer_explained" CHECK (("developer_id" IS NULL) = ("attribution" = 'none'));
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_unattributed_explained" CHECK ("developer_id" IS NOT NULL OR "reason" IS NOT NULL);
ALTER TABLE "spend_lines" ADD CONSTRAINT "spend_lines_team_through_developer" CHECK ("team_id" IS NULL OR "developer_id" IS NOT NULL);

-- A page about one developer, key, model, feature or team reads that value's totals alone, not a whole grouping.
-- The numbers are the groupings that keep the dimension (bits of lib/domain/dimension.ts).
CREATE INDEX "spend_totals_of_developer" ON "spend_totals" ("organization_id", "grouping", "developer_id", "day") WHERE "grouping" IN (1, 3, 5, 9, 33);
CREATE INDEX "spend_totals_of_team" ON "spend_totals" ("organization_id", "grouping", "team_id", "day") WHERE "grouping" IN (2, 3, 6, 10, 34);
CREATE INDEX "spend_totals_of_key" ON "spend_totals" ("organization_id", "grouping", "key_id", "day") WHERE "grouping" IN (4, 5, 6, 12, 36);
CREATE INDEX "spend_totals_of_model" ON "spend_totals" ("organization_id", "grouping", "model", "day") WHERE "grouping" IN (8, 9, 10, 12, 40);
CREATE INDEX "spend_totals_of_feature" ON "spend_totals" ("organization_id", "grouping", "feature", "day") WHERE "grouping" IN (32, 33, 34, 36, 40);

ALTER TABLE "day_books" ADD CONSTRAINT "day_books_source_known" CHECK ("books" IN ('analytics', 'activity', 'aggregate_csv', 'log'));
-- The promise, in one line.
ALTER TABLE "day_books" ADD CONSTRAINT "day_books_balance" CHECK ("billed_usd" = "explained_usd" + "remainder_usd" + "difference_usd");

-- The shape in which reports wait for their merge: pulled ones in a temporary table, an uploaded file's in an unlogged
-- one of its own. Losing those with the server loses nothing that was promised. Always empty itself.
CREATE TABLE "staged_generations" (
  "line" BIGINT NOT NULL,
  "generation_id" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "key_hash" TEXT,
  "key_name" TEXT,
  "model" TEXT NOT NULL,
  "variant" TEXT,
  "provider" TEXT,
  "external_user" TEXT,
  "member" TEXT,
  "session_id" TEXT,
  "app" TEXT,
  "feature" TEXT,
  "tags" JSONB,
  "cost_usd" NUMERIC(20,12),
  "byok_usd" NUMERIC(20,12),
  "prompt_tokens" BIGINT,
  "cached_tokens" BIGINT,
  "cache_write_tokens" BIGINT,
  "completion_tokens" BIGINT,
  "reasoning_tokens" BIGINT,
  "streamed" BOOLEAN,
  "cancelled" BOOLEAN,
  "finish_reason" TEXT,
  "generation_time_ms" INTEGER,
  "first_token_ms" INTEGER
);

-- The audit trail only grows. (\x3b is a semicolon: Prisma's engine cuts scripts at bare ones, inside bodies and comments too.)
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS E'BEGIN RAISE EXCEPTION ''audit entries are append-only''\x3b END';
CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE ON "audit_entries" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
