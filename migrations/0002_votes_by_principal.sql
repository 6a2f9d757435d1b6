ALTER TABLE "votes" DROP COLUMN "name";--> statement-breakpoint
ALTER TABLE "steps" DROP COLUMN "confirmed";