import { usedNothing } from "../../domain/budget.ts";
import type { Command } from "../../sandbox/sandbox.ts";
import { broken } from "../outcome.ts";
import type { StepContext, StepOutcome } from "../step.ts";

type Content = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly outcome: StepOutcome };

/** Bytes of a file that are read for a review; the sandbox keeps head and tail of more. */
const most = 60_000;

/** The text behind a name: the output of a step, else an artifact an earlier step left, else a file of the workspace. */
export async function readContent(artifact: string, context: StepContext): Promise<Content> {
  const id = /^(?:\{\{\s*)?(?:steps\.)?([A-Za-z0-9_-]+)(?:\.output)?(?:\s*\}\})?$/.exec(artifact)?.[1];
  const output = id !== undefined && Object.hasOwn(context.outputs, id) ? context.outputs[id] : undefined;
  if (output !== undefined) return check(artifact, output);
  if (artifact.startsWith("/") || artifact.split("/").includes("..")) {
    return fail(`${artifact} lies outside the workspace. Name a step, an artifact or a path inside.`);
  }
  for (const command of places(artifact)) {
    const result = await context.run(command);
    if (result.kind === "refused") return { ok: false, outcome: broken(`${result.reason}. ${result.cure}`) };
    if (result.kind === "killed") return { ok: false, outcome: broken(`reading ${artifact} was stopped (${result.by})`) };
    if (result.exitCode === 0 && result.output.stdout !== "") return check(artifact, result.output.stdout);
  }
  return fail(`there is nothing called ${artifact} to review. Name a step it depends on, an artifact or a file.`);
}

/** Artifacts lie beside the outputs of the steps that left them. */
function places(artifact: string): readonly Command[] {
  const name = artifact.replaceAll(/[[\]*?\\]/g, "\\$&");
  const inSteps = [
    "find",
    "/steps",
    "-type",
    "f",
    "-path",
    `/steps/*/artifacts/${name}`,
    "-exec",
    "head",
    "-c",
    `${most}`,
    "{}",
    "+",
  ] as const;
  return [{ argv: [...inSteps] }, { argv: ["head", "-c", `${most}`, "--", `./${artifact}`] }];
}

function check(artifact: string, text: string): Content {
  return text.trim() === "" ? fail(`${artifact} is empty: there is nothing to review`) : { ok: true, text };
}

function fail(reason: string): Content {
  return {
    ok: false,
    outcome: { kind: "failed", headline: reason, reason, output: "", exitCode: null, artifacts: [], usage: usedNothing },
  };
}
