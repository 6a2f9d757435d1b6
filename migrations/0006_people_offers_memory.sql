ALTER TABLE "transcript" ADD COLUMN "kept" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "questions" ADD COLUMN "offer" jsonb;--> statement-breakpoint
ALTER TABLE "principals" ADD COLUMN "member" text;