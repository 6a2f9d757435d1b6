import type { TaskId } from "../../domain/id.ts";
import type { Json } from "../../domain/json.ts";
import { recordOf } from "../../domain/need-table.ts";
import type { Grant } from "../../sandbox/sandbox.ts";
import { addBeside } from "../../store/audit/trail.ts";
import { transact } from "../../store/transaction.ts";
import type { Engine } from "../engine.ts";

/** Whose commands they are. */
type Occasion = { readonly task: TaskId; readonly step: string | null; readonly attempt: number | null };

/** Writes into the task's audit what a command is given, before it runs; who cannot be told of must not run. The same is told once. */
export type GrantLog = (to: "step" | "setup" | "check", grant: Grant) => Promise<void>;

export function openGrantLog({ db, audit, outbound }: Engine, { task, step, attempt }: Occasion): GrantLog {
  const told = new Set<string>();
  return async (to, grant) => {
    const given = { to, ...givenBy(grant) };
    const text = JSON.stringify(given);
    if (told.has(text)) return;
    const detail = outbound.data({ step, attempt, ...given });
    await transact(db, (tx) => addBeside(tx, audit, task, Date.now(), { action: "attempt.granted", by: null, detail }));
    told.add(text);
  };
}

/** A grant as the audit keeps it: not its variables, which hold what earlier steps said. */
function givenBy({ workspace, writes, network, secrets = [], binds, limits }: Grant): Readonly<Record<string, Json>> {
  const shown = binds.map(({ target, writable }) => ({ target, writable }));
  return { workspace, ...recordOf({ writes: [...writes], network: [...network], secrets: [...secrets] }), shown, limits: { ...limits } };
}
