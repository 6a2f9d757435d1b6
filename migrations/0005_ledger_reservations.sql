CREATE TABLE "month_raises" (
	"month" text NOT NULL,
	"scope" text NOT NULL,
	"unit" text NOT NULL,
	"added" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "month_raises_month_scope_unit_pk" PRIMARY KEY("month","scope","unit")
);
--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "allowance" jsonb;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "actor" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "effect" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "month" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "status" text DEFAULT 'settled' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "owner" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "reserved_micros" bigint;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "reserved_tokens" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "assumed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "ledger" ADD COLUMN "until" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "ledger_month" ON "ledger" USING btree ("month");--> statement-breakpoint
CREATE INDEX "ledger_reserved" ON "ledger" USING btree ("actor") WHERE status = 'reserved';--> statement-breakpoint
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_status" CHECK (status in ('reserved', 'settled', 'released'));--> statement-breakpoint
UPDATE "ledger" SET "actor" = coalesce("task", ''), "month" = to_char("at" AT TIME ZONE 'utc', 'YYYY-MM');
