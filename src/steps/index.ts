import { ask } from "./ask/ask.ts";
import { draft } from "./draft/draft.ts";
import { execute } from "./execute/execute.ts";
import { implement } from "./implement/implement.ts";
import { notify } from "./notify/notify.ts";
import { research } from "./research/research.ts";
import { review } from "./review/review.ts";
import { shell } from "./shell/shell.ts";
import type { StepKind } from "./step.ts";
import { test } from "./test/test.ts";

/** Every step kind there is. A new one is a folder and a line here. */
export const stepKinds: readonly StepKind[] = [research, draft, implement, shell, execute, test, review, notify, ask];
