import type { Probe } from "../../agents/agent.ts";
import type { Needs } from "../../domain/needs.ts";
import type { StepSpec } from "../../domain/step.ts";
import { defaultLimits, type Grant, type Sandbox, type SandboxLimits } from "../../sandbox/sandbox.ts";
import type { AttemptFiles, Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";

/** Where a step's commands run and what they are shown. */
type Room = { readonly step: StepSpec; readonly workspace: Workspace; readonly files: AttemptFiles };

/** Needs that no grant can hold yet: the step is refused, not run without them. The network is the sandbox's to refuse. */
export function lackingFor(needs: Needs): string | null {
  if (needs.secrets.length > 0) return `it needs the secret ${needs.secrets.join(", ")}, and no secret is handed to steps yet`;
  if (needs.hostPaths.length > 0) return `it needs ${needs.hostPaths.join(", ")} on the host, which no step can have yet`;
  return null;
}

/** The approved needs as the sandbox's configuration (product: 4.2). */
export function grantOf({ sandboxLimits }: Engine, { step, workspace, files }: Room, env: Readonly<Record<string, string>>): Grant {
  return {
    workspace: workspace.path,
    writes: step.needs.writes,
    binds: [
      { source: files.steps, target: "/steps", writable: false },
      { source: files.artifacts, target: "/artifacts", writable: true },
    ],
    network: step.needs.network,
    env: { ...env, ...gitTrust },
    limits: limitsOf(sandboxLimits, step),
  };
}

/** Who was given more time than usual may also compute for that long. */
function limitsOf(set: Engine["sandboxLimits"], { timeoutSeconds }: StepSpec): SandboxLimits {
  const cpuSeconds = Math.max(defaultLimits.cpuSeconds, Math.ceil(timeoutSeconds));
  return { ...defaultLimits, ...set, cpuSeconds, timeoutMs: timeoutSeconds * 1000 };
}

/** git inside calls files of another account dubious; the workspace is the one thing there that it may trust. */
const gitTrust = {
  STEPS: "/steps",
  ARTIFACTS: "/artifacts",
  GIT_CONFIG_COUNT: "1",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: "*",
};

/** How long an agent may take to say that it is there. */
const probeMs = 10_000;

/** Looks at agents where they would work: in the sandbox, with their needs, in a directory that they cannot change. */
export function probeIn(sandbox: Sandbox, workspace: string): Probe {
  return async (command, needs, signal) => {
    const lacking = lackingFor(needs);
    if (lacking !== null) return { kind: "refused", reason: lacking, cure: "Leave it out" };
    const limits = { ...defaultLimits, timeoutMs: probeMs };
    return sandbox.run(command, { workspace, writes: [], binds: [], network: needs.network, env: {}, limits }, signal);
  };
}
