import type { Probe } from "../../agents/agent.ts";
import type { Needs } from "../../domain/needs.ts";
import { type SecretFacts, secretErrors } from "../../domain/secret.ts";
import type { StepSpec } from "../../domain/step.ts";
import { defaultLimits, type Grant, type Sandbox } from "../../sandbox/sandbox.ts";
import { stepGrant, timeLimits } from "../../sandbox/stepping.ts";
import type { AttemptFiles, Workspace } from "../../workspace/workspace.ts";
import type { Engine } from "../engine.ts";

/** Where a step's commands run and what they are shown. */
type Room = { readonly step: StepSpec; readonly workspace: Workspace; readonly files: AttemptFiles };

/** Needs that no grant can hold: the step is refused, not run without them. */
export function lackingFor(needs: Needs, secrets: readonly SecretFacts[]): string | null {
  const [missing] = secretErrors(needs.secrets, secrets);
  if (missing !== undefined) return missing.replace(/\.$/, "");
  if (needs.hostPaths.length > 0) return `it needs ${needs.hostPaths.join(", ")} on the host, which no step can have yet`;
  return null;
}

/** The approved needs as the sandbox's configuration (product: 4.2). */
export function grantOf({ sandboxLimits }: Engine, { step, workspace, files }: Room, env: Readonly<Record<string, string>>): Grant {
  const { writes, network, secrets } = step.needs;
  const limits = { ...sandboxLimits, ...timeLimits(step.timeoutSeconds) };
  return stepGrant({ workspace: workspace.path, writes, network, secrets, files, env, limits });
}

/** How long an agent may take to say that it is there. */
const probeMs = 10_000;

/** Looks at agents where they would work: in the sandbox, in a directory that they cannot change. To be looked at nobody needs a network. */
export function probeIn(sandbox: Sandbox, secrets: readonly SecretFacts[], workspace: string): Probe {
  return async (command, needs, signal) => {
    const lacking = lackingFor(needs, secrets);
    if (lacking !== null) return { kind: "refused", reason: lacking, cure: "Leave it out" };
    const limits = { ...defaultLimits, timeoutMs: probeMs };
    return sandbox.run(command, { workspace, writes: [], binds: [], network: [], env: {}, limits }, signal);
  };
}
