CREATE TABLE "grants" (
	"id" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"owner_name" text NOT NULL,
	"tier" text NOT NULL,
	"kind" text NOT NULL,
	"shape" text,
	"needs" jsonb NOT NULL,
	"agents" jsonb NOT NULL,
	"space" text,
	"room" text,
	"given_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"uses_left" integer NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "grants_tier" CHECK (tier in ('read', 'write', 'execute', 'external', 'destructive'))
);
--> statement-breakpoint
CREATE TABLE "principals" (
	"account" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"groups" jsonb NOT NULL,
	"person" text,
	"link_code" text,
	"link_until" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"brief_digest" text NOT NULL,
	"tree" text NOT NULL,
	"content" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "verifications_brief_digest_tree_pk" PRIMARY KEY("brief_digest","tree")
);
--> statement-breakpoint
ALTER TABLE "inbox" ADD COLUMN "breaks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "votes" ADD COLUMN "by" jsonb;--> statement-breakpoint
UPDATE "votes" SET "by" = jsonb_build_object('channel', split_part("account", ':', 1), 'id', substr("account", strpos("account", ':') + 1), 'name', "name", 'groups', '[]'::jsonb);--> statement-breakpoint
ALTER TABLE "votes" ALTER COLUMN "by" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "approval" text;--> statement-breakpoint
ALTER TABLE "steps" ADD COLUMN "losses" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "steps" ADD COLUMN "allowed_by" text;--> statement-breakpoint
ALTER TABLE "steps" ADD COLUMN "tried" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "steps" ADD COLUMN "reworks" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "steps" ADD COLUMN "instructions" text;--> statement-breakpoint
ALTER TABLE "steps" ADD COLUMN "evaluation" jsonb;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "requested_before" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "regenerations" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "announced" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "verification" jsonb;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "best" jsonb;--> statement-breakpoint
CREATE INDEX "grants_owner" ON "grants" USING btree ("owner");