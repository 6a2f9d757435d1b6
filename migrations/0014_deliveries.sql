ALTER TABLE "outbox" ADD COLUMN "asked" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "refs" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "tries" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "outbox_refs" ON "outbox" USING gin ("refs");--> statement-breakpoint
ALTER TABLE "outbox" DROP COLUMN "ref";