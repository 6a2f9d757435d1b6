CREATE TABLE "actors" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"owner" text,
	"epoch" bigint DEFAULT 0 NOT NULL,
	"lease_until" timestamp with time zone,
	"wake_at" timestamp with time zone,
	"host" text,
	CONSTRAINT "actors_kind" CHECK (kind in ('conversation', 'task'))
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"workspace" text NOT NULL,
	"room" text NOT NULL,
	"thread" text NOT NULL,
	"setting" jsonb NOT NULL,
	"triaging" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "conversations_address" UNIQUE("channel","workspace","room","thread")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"dedupe_key" text NOT NULL,
	"event" jsonb NOT NULL,
	"urgent" boolean DEFAULT false NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"processed_at" timestamp with time zone,
	"refusal" text,
	CONSTRAINT "inbox_dedupe" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "transcript" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"conversation" text NOT NULL,
	"author" text NOT NULL,
	"role" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "transcript_role" CHECK (role in ('requester', 'member', 'adjutant', 'stranger'))
);
--> statement-breakpoint
CREATE TABLE "approvals" (
	"id" text PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"subject" jsonb NOT NULL,
	"version" integer NOT NULL,
	"digest" text NOT NULL,
	"tier" text NOT NULL,
	"status" text NOT NULL,
	"title" text NOT NULL,
	"opened_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"reminders" integer NOT NULL,
	"reason" text,
	CONSTRAINT "approvals_status" CHECK (status in ('open', 'approved', 'rejected', 'changes_requested', 'expired', 'void')),
	CONSTRAINT "approvals_tier" CHECK (tier in ('read', 'write', 'execute', 'external', 'destructive'))
);
--> statement-breakpoint
CREATE TABLE "questions" (
	"id" text PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"step" text,
	"topic" text NOT NULL,
	"text" text NOT NULL,
	"choices" jsonb NOT NULL,
	"why" text,
	"round" integer NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"reminders" integer NOT NULL,
	"answer" text,
	"answered_by" text
);
--> statement-breakpoint
CREATE TABLE "votes" (
	"approval" text NOT NULL,
	"account" text NOT NULL,
	"name" text NOT NULL,
	"verb" text NOT NULL,
	"text" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "votes_approval_account_pk" PRIMARY KEY("approval","account"),
	CONSTRAINT "votes_verb" CHECK (verb in ('approve', 'reject', 'change'))
);
--> statement-breakpoint
CREATE TABLE "briefs" (
	"task" text NOT NULL,
	"generation" integer NOT NULL,
	"content" jsonb NOT NULL,
	"reason" text,
	CONSTRAINT "briefs_task_generation_pk" PRIMARY KEY("task","generation")
);
--> statement-breakpoint
CREATE TABLE "evaluations" (
	"task" text NOT NULL,
	"version" integer NOT NULL,
	"verdict" text NOT NULL,
	"score" double precision NOT NULL,
	"content" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "evaluations_task_version_pk" PRIMARY KEY("task","version"),
	CONSTRAINT "evaluations_verdict" CHECK (verdict in ('green', 'yellow', 'red'))
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"id" text PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"version" integer NOT NULL,
	"generation" integer NOT NULL,
	"reason" text NOT NULL,
	"digest" text NOT NULL,
	"approved_by" text,
	CONSTRAINT "plans_version" UNIQUE("task","version")
);
--> statement-breakpoint
CREATE TABLE "steps" (
	"plan" text NOT NULL,
	"id" text NOT NULL,
	"position" integer NOT NULL,
	"spec" jsonb NOT NULL,
	"status" text NOT NULL,
	"attempt" integer NOT NULL,
	"faults" integer NOT NULL,
	"confirmed" boolean NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"not_before" timestamp with time zone,
	"result" jsonb,
	"reason" text,
	CONSTRAINT "steps_plan_id_pk" PRIMARY KEY("plan","id"),
	CONSTRAINT "steps_status" CHECK (status in ('pending', 'awaiting_confirmation', 'running', 'verifying', 'awaiting_review', 'reworking', 'passed', 'failed', 'skipped', 'superseded', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "tasks" (
	"id" text PRIMARY KEY NOT NULL,
	"number" serial NOT NULL,
	"conversation" text NOT NULL,
	"parent" text,
	"requester" jsonb NOT NULL,
	"title" text NOT NULL,
	"request" text NOT NULL,
	"space" text,
	"place" jsonb NOT NULL,
	"autonomy" text NOT NULL,
	"limits" jsonb NOT NULL,
	"stage" text NOT NULL,
	"pauses" jsonb NOT NULL,
	"light" boolean NOT NULL,
	"procedure" jsonb,
	"round" integer NOT NULL,
	"clarity" jsonb,
	"proceed" boolean NOT NULL,
	"thinking" jsonb,
	"sayings" jsonb NOT NULL,
	"heard" integer NOT NULL,
	"repairs" integer NOT NULL,
	"cost_micros" bigint DEFAULT 0 NOT NULL,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"active_ms" bigint DEFAULT 0 NOT NULL,
	"unmetered" integer NOT NULL,
	"ending" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	"moved_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tasks_number_unique" UNIQUE("number"),
	CONSTRAINT "tasks_stage" CHECK (stage in ('triage', 'interviewing', 'briefing', 'planning', 'awaiting_approval', 'executing', 'evaluating', 'revising', 'completed', 'failed', 'cancelled')),
	CONSTRAINT "tasks_autonomy" CHECK (autonomy in ('manual', 'guardrails', 'full'))
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"plan" text NOT NULL,
	"step" text NOT NULL,
	"attempt" integer NOT NULL,
	"status" text NOT NULL,
	"epoch" bigint NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"closed_seq" bigint,
	CONSTRAINT "attempts_once" UNIQUE("plan","step","attempt"),
	CONSTRAINT "attempts_status" CHECK (status in ('open', 'passed', 'failed', 'broken', 'lost', 'cancelled'))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"task" text NOT NULL,
	"action" text NOT NULL,
	"by" text,
	"detail" jsonb,
	"epoch" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"task" text,
	"space" text,
	"account" text NOT NULL,
	"purpose" text NOT NULL,
	"cost_micros" bigint,
	"tokens" bigint DEFAULT 0 NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"conversation" text NOT NULL,
	"task" text,
	"kind" text NOT NULL,
	"body" jsonb NOT NULL,
	"audience" jsonb,
	"desired" integer DEFAULT 1 NOT NULL,
	"delivered" integer DEFAULT 0 NOT NULL,
	"ref" text,
	"error" text,
	"created_at" timestamp with time zone NOT NULL,
	"delivered_at" timestamp with time zone,
	CONSTRAINT "outbox_key_unique" UNIQUE("key"),
	CONSTRAINT "outbox_kind" CHECK (kind in ('card', 'post'))
);
--> statement-breakpoint
CREATE TABLE "thoughts" (
	"actor" text NOT NULL,
	"digest" text NOT NULL,
	"purpose" text NOT NULL,
	"value" jsonb NOT NULL,
	"usage" jsonb NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "thoughts_actor_digest_pk" PRIMARY KEY("actor","digest")
);
--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_id_actors_id_fk" FOREIGN KEY ("id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbox" ADD CONSTRAINT "inbox_actor_actors_id_fk" FOREIGN KEY ("actor") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "transcript" ADD CONSTRAINT "transcript_conversation_conversations_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "questions" ADD CONSTRAINT "questions_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "votes" ADD CONSTRAINT "votes_approval_approvals_id_fk" FOREIGN KEY ("approval") REFERENCES "public"."approvals"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "briefs" ADD CONSTRAINT "briefs_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plans" ADD CONSTRAINT "plans_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "steps" ADD CONSTRAINT "steps_plan_plans_id_fk" FOREIGN KEY ("plan") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_id_actors_id_fk" FOREIGN KEY ("id") REFERENCES "public"."actors"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_conversation_conversations_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attempts" ADD CONSTRAINT "attempts_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "audit" ADD CONSTRAINT "audit_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger" ADD CONSTRAINT "ledger_task_tasks_id_fk" FOREIGN KEY ("task") REFERENCES "public"."tasks"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_conversation_conversations_id_fk" FOREIGN KEY ("conversation") REFERENCES "public"."conversations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "actors_wake" ON "actors" USING btree ("wake_at") WHERE wake_at is not null;--> statement-breakpoint
CREATE INDEX "inbox_unread" ON "inbox" USING btree ("actor","id") WHERE processed_at is null;--> statement-breakpoint
CREATE INDEX "transcript_conversation" ON "transcript" USING btree ("conversation","id");--> statement-breakpoint
CREATE INDEX "approvals_task" ON "approvals" USING btree ("task");--> statement-breakpoint
CREATE INDEX "questions_task" ON "questions" USING btree ("task");--> statement-breakpoint
CREATE INDEX "tasks_conversation" ON "tasks" USING btree ("conversation","number");--> statement-breakpoint
CREATE INDEX "audit_task" ON "audit" USING btree ("task","id");--> statement-breakpoint
CREATE INDEX "ledger_task" ON "ledger" USING btree ("task");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("id") WHERE delivered < desired;