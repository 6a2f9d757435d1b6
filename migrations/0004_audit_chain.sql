CREATE TABLE "audit_bodies" (
	"task" text NOT NULL,
	"seq" integer NOT NULL,
	"salt" text NOT NULL,
	"content" jsonb NOT NULL,
	CONSTRAINT "audit_bodies_task_seq_pk" PRIMARY KEY("task","seq")
);
--> statement-breakpoint
ALTER TABLE "audit" ALTER COLUMN "at" SET DATA TYPE timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "seq" integer;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "body" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "before" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "after" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "previous" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "key" text;--> statement-breakpoint
ALTER TABLE "audit" ADD COLUMN "mac" text;--> statement-breakpoint
-- What was written before there were chains keeps its order, unsealed, in front of what is sealed from now on.
UPDATE "audit" SET "seq" = numbered."seq"
FROM (SELECT "id", row_number() OVER (PARTITION BY "task" ORDER BY "id") AS "seq" FROM "audit") numbered
WHERE numbered."id" = "audit"."id";--> statement-breakpoint
INSERT INTO "audit_bodies" ("task", "seq", "salt", "content")
SELECT "task", "seq", '', "detail" FROM "audit" WHERE jsonb_typeof("detail") <> 'null';--> statement-breakpoint
DROP INDEX "audit_task";--> statement-breakpoint
ALTER TABLE "audit" DROP COLUMN "id";--> statement-breakpoint
ALTER TABLE "audit" DROP COLUMN "detail";--> statement-breakpoint
ALTER TABLE "audit" ALTER COLUMN "seq" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_task_seq_pk" PRIMARY KEY("task","seq");--> statement-breakpoint
ALTER TABLE "audit_bodies" ADD CONSTRAINT "audit_bodies_task_seq_audit_task_seq_fk" FOREIGN KEY ("task","seq") REFERENCES "public"."audit"("task","seq") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Whoever owns the tables could still change them by mistake: not without taking these away first.
CREATE FUNCTION "public"."adjutant_refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_TABLE_NAME = 'audit_bodies' AND TG_OP = 'DELETE' AND current_setting('adjutant.erasing', true) = 'on' THEN
		RETURN NULL;
	END IF;
	RAISE EXCEPTION 'the audit is only ever added to: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;--> statement-breakpoint
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit" FOR EACH STATEMENT EXECUTE FUNCTION "public"."adjutant_refuse_audit_change"();--> statement-breakpoint
CREATE TRIGGER "audit_bodies_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_bodies" FOR EACH STATEMENT EXECUTE FUNCTION "public"."adjutant_refuse_audit_change"();--> statement-breakpoint
-- The one way for a body to go: behind an entry that says so. It runs as the owner of the tables, for a role that may not delete.
CREATE FUNCTION "public"."adjutant_erase_audit_bodies"("of_task" text) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
	erased integer;
BEGIN
	PERFORM set_config('adjutant.erasing', 'on', true);
	DELETE FROM public.audit_bodies body WHERE body.task = of_task AND EXISTS (
		SELECT 1 FROM public.audit entry WHERE entry.task = of_task AND entry.action = 'audit.erased' AND entry.seq > body.seq
	);
	GET DIAGNOSTICS erased = ROW_COUNT;
	PERFORM set_config('adjutant.erasing', '', true);
	RETURN erased;
END
$$;--> statement-breakpoint
REVOKE ALL ON FUNCTION "public"."adjutant_erase_audit_bodies"(text) FROM PUBLIC;