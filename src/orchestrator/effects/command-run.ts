import type { Step } from "../../domain/step.ts";
import { grantFor, stepFiles, timeLimits } from "../../sandbox/granting.ts";
import type { Command, SandboxResult } from "../../sandbox/sandbox.ts";
import type { AttemptFiles, Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";
import type { GrantLog } from "./grant-log.ts";
import type { NetworkLog } from "./network-log.ts";
import type { Site } from "./site.ts";

/** One attempt of a step as far as its commands go. */
type Occasion = {
  readonly step: Step;
  readonly workspace: Workspace;
  readonly site: Site;
  readonly files: AttemptFiles;
  /** Why the workspace could not be made ready, where that is so. */
  readonly unready: string[];
  /** What its commands ask of the network. */
  readonly network: NetworkLog;
  /** What its commands are given. */
  readonly grants: GrantLog;
  readonly signal: AbortSignal;
};

/**
 * Runs one command of a step with its approved needs as the sandbox's configuration (product: 4.2). The first one in a workspace
 * waits for the space's setup; where that fails, nothing is run, and nothing before the audit says what it is given.
 */
export async function runCommandOf(
  engine: Engine,
  { step, workspace, site, files, unready, network, grants, signal }: Occasion,
  command: Command,
  env: Readonly<Record<string, string>>,
): Promise<SandboxResult> {
  const ready = await site.ready();
  if (!ready.ok) {
    unready.push(ready.fault.message);
    return { kind: "refused", reason: ready.fault.message, cure: "" };
  }
  const limits = { ...engine.sandboxLimits, ...timeLimits(step.timeoutSeconds) };
  const granted = grantFor(step.needs, { workspace: workspace.path, ...stepFiles(files, env), limits });
  if (granted.kind === "refused") return granted;
  await grants("step", granted.grant);
  return engine.sandbox.run({ ...command, onRequest: network.add }, granted.grant, signal);
}
