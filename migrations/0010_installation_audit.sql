ALTER TABLE "audit" DROP CONSTRAINT IF EXISTS "audit_task_tasks_id_fk";
