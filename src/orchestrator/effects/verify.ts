import { stepOf } from "../../domain/advance.ts";
import { usedNothing } from "../../domain/budget.ts";
import type { Effect } from "../../domain/effect.ts";
import type { TaskEvent } from "../../domain/event.ts";
import { filesOf } from "../../domain/files.ts";
import type { Json } from "../../domain/json.ts";
import { Problem } from "../../domain/problem.ts";
import type { Step } from "../../domain/step.ts";
import { briefOf, type Task } from "../../domain/task.ts";
import type { Verification } from "../../domain/verification.ts";
import { recallVerification, rememberVerification } from "../../store/verifications.ts";
import type { Proof } from "../../verification/verification.ts";
import type { Engine } from "../engine.ts";
import { digestOf } from "../identity.ts";
import { openGrantLog } from "./grant-log.ts";
import { openNetworkLog } from "./network-log.ts";
import { openWorkspace } from "./workspace.ts";

type VerifyEffect = Pick<Extract<Effect, { kind: "verify" }>, "key" | "subject">;

/** Has the project's own checks look at what a step left, or at a task's files as far as they stand. The same files are checked once for one brief. */
export async function verify(engine: Engine, task: Task, { key: of, subject }: VerifyEffect, signal: AbortSignal): Promise<TaskEvent> {
  try {
    return { type: "verified", of, ...(await look(engine, task, subject, signal)), usage: usedNothing };
  } catch (error) {
    if (error instanceof Problem) return { type: "verified", of, ...faulty(engine, error.message), usage: usedNothing };
    throw error;
  }
}

type Found = { readonly found: Verification | null; readonly fault: string | null };

async function look(engine: Engine, task: Task, what: VerifyEffect["subject"], signal: AbortSignal): Promise<Found> {
  const { workspaces } = engine;
  const workspace = await openWorkspace(engine, task, signal);
  const left = what.kind === "step" ? (stepOf(task, what.step)?.result?.snapshot ?? null) : null;
  const tree = await workspaces.hashOf(workspace, task.id, left ?? filesOf(task), signal);
  const base = await workspaces.hashOf(workspace, task.id, null, signal);
  const key = digestOf({ brief: contentOf(task), base, definitions: engine.verifier.describe(task.space) });
  const known = await recallVerification(engine.db, key, tree);
  if (known !== null) return { found: known, fault: null };
  // What a step left has not been tested yet: nothing that builds on it has run.
  const proofs = what.kind === "task" ? proofsOf(task.plan?.steps ?? [], tree) : [];
  const whose = { task: task.id, step: what.kind === "step" ? what.step : null, attempt: null };
  const [network, onGrant] = [openNetworkLog(engine, whose), openGrantLog(engine, whose)];
  const subject = { task: task.id, space: task.space, workspace, base, tree, proofs, onRequest: network.add, onGrant };
  const found = await engine.verifier.verify(subject, signal).finally(network.close);
  if (!found.ok) return faulty(engine, found.fault.message);
  await rememberVerification(engine.db, key, found.value, Date.now());
  return { found: found.value, fault: null };
}

/** What was asked for, without how it came to be: a generation that asks for the same has the same checks. */
function contentOf(task: Task): Json {
  const { goal, constraints, criteria, assumptions } = briefOf(task);
  return { goal, constraints, criteria: criteria.map(({ id, text, must }) => ({ id, text, must })), assumptions };
}

/** Test steps that passed on these very files: what ran on others, or on some that were undone since, proves nothing of them. */
function proofsOf(steps: readonly Step[], tree: string): readonly Proof[] {
  return steps.flatMap(({ kind, status, result, input }): readonly Proof[] => {
    const passed = kind === "test" && status === "passed" && result?.exitCode === 0 && result.ranOn === tree;
    const command = commandOf(input);
    return passed && command !== null ? [{ ...command, headline: result.headline }] : [];
  });
}

/** The command of a test step; null where parts of it are only known when it runs. */
function commandOf(input: Json): Pick<Proof, "argv" | "directory"> | null {
  if (typeof input !== "object" || input === null || !("argv" in input)) return null;
  const { argv, directory = "." } = input;
  if (!Array.isArray(argv) || typeof directory !== "string") return null;
  const words: readonly unknown[] = argv;
  const plain = words.filter((word) => typeof word === "string").filter((word) => !word.includes("{{"));
  return plain.length === words.length ? { argv: plain, directory } : null;
}

function faulty(engine: Engine, message: string): Found {
  return { found: null, fault: engine.outbound.line(message, 1_000) };
}
