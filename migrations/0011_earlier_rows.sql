-- What earlier versions wrote without saying what nobody could say then.
UPDATE "steps" SET "spec" = '{"costMicros": null, "manual": false, "isolated": false}'::jsonb
	|| jsonb_build_object('agents', CASE WHEN jsonb_typeof("spec"->'agent') = 'string' THEN jsonb_build_array("spec"->'agent') ELSE '[]'::jsonb END)
	|| "spec";
--> statement-breakpoint
UPDATE "tasks" SET "limits" = '{"regenerations": null}'::jsonb || "limits";
--> statement-breakpoint
UPDATE "conversations" SET "triaging" = '{"parts": 1, "later": null, "notBefore": null, "deaths": 0}'::jsonb || "triaging" WHERE "triaging" IS NOT NULL;
--> statement-breakpoint
UPDATE "outbox" SET "body" = '{"running": [], "spent": ""}'::jsonb || "body" WHERE "kind" = 'card';
