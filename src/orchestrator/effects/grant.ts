import type { Probe } from "../../agents/agent.ts";
import { withheldOf } from "../../domain/need-table.ts";
import { type Needs, nothing } from "../../domain/needs.ts";
import { type SecretFacts, secretErrors } from "../../domain/secret.ts";
import { grantFor } from "../../sandbox/granting.ts";
import type { Sandbox } from "../../sandbox/sandbox.ts";

/** Needs that no grant can hold: the step is refused, not run without them. */
export function lackingFor(needs: Needs, secrets: readonly SecretFacts[]): string | null {
  const [missing] = secretErrors(needs.secrets, secrets);
  return missing?.replace(/\.$/, "") ?? withheldOf(needs);
}

/** How long an agent may take to say that it is there. */
const probeMs = 10_000;

/** Looks at agents where they would work: in the sandbox, in a directory that they cannot change. To be looked at nobody needs a network. */
export function probeIn(sandbox: Sandbox, secrets: readonly SecretFacts[], workspace: string): Probe {
  return async (command, needs, signal) => {
    const lacking = lackingFor(needs, secrets);
    if (lacking !== null) return { kind: "refused", reason: lacking, cure: "Leave it out" };
    const granted = grantFor(nothing, { workspace, binds: [], env: {}, limits: { timeoutMs: probeMs } });
    return granted.kind === "refused" ? granted : sandbox.run(command, granted.grant, signal);
  };
}
