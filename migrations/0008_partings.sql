CREATE TABLE "partings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"other" text NOT NULL,
	"at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "partings_account" ON "partings" USING btree ("account");--> statement-breakpoint
CREATE INDEX "partings_other" ON "partings" USING btree ("other");--> statement-breakpoint
CREATE INDEX "principals_person" ON "principals" USING btree ("person");