-- What a workspace's destinations were set to when they were last read, so that a page can say what would be changed.
ALTER TABLE "broadcast_workspaces" ADD COLUMN "destinations" JSONB NOT NULL DEFAULT '[]';
