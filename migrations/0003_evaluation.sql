ALTER TABLE "steps" ADD COLUMN "verification" jsonb;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "generations" integer DEFAULT 0 NOT NULL;