CREATE TABLE "arrivals" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"key" text NOT NULL,
	"lane" text NOT NULL,
	"content" jsonb,
	"received_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	"breaks" integer DEFAULT 0 NOT NULL,
	"error" text,
	CONSTRAINT "arrivals_once" UNIQUE("channel","key")
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"channel" text PRIMARY KEY NOT NULL,
	"owner" text NOT NULL,
	"lease_until" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "arrivals_open" ON "arrivals" USING btree ("channel","id") WHERE done_at is null;