-- Whose word a step's command is: a recipe's author's, where its plan was made by the recipe; else a planner's, and the schema of commands holds for it.
UPDATE "steps" SET "spec" = "steps"."spec" || jsonb_build_object('recited',
	coalesce(jsonb_typeof("tasks"."procedure") = 'object' AND ("plans"."made_by" IS NULL OR "plans"."made_by" ~ '@[0-9a-f]{12}$'), false))
FROM "plans" JOIN "tasks" ON "tasks"."id" = "plans"."task"
WHERE "plans"."id" = "steps"."plan";
