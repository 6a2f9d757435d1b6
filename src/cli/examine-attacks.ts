import { tryInside } from "../sandbox/attacks/attempt.ts";
import { layBait } from "../sandbox/attacks/bait.ts";
import { quickAttacks } from "../sandbox/attacks/quick.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { broken, type Finding, fine, told } from "./finding.ts";
import type { Program } from "./program.ts";

const cure =
  "Do not approve steps on this machine until it is cured: report it as SECURITY.md says, with this line and your kernel's version.";

/** Tries to break out of the sandbox as steps have it, one attack after the other; what got through is broken. */
export async function* examineAttacks(program: Program): AsyncGenerator<Finding> {
  const sandbox = await chooseSandbox(program).catch(told);
  if (typeof sandbox === "string") {
    yield broken("sandbox", sandbox);
    return;
  }
  const probe = await sandbox.probe();
  if (!probe.ok) {
    yield broken("sandbox", `${probe.backend}: ${probe.reason}. Nothing is run here, and nothing was tried.`, probe.cure);
    return;
  }
  await using bait = await layBait(sandbox.account);
  let held = 0;
  for (const attack of quickAttacks) {
    const attempt = await tryInside(sandbox, attack, bait);
    if (attempt.kind === "held") held += 1;
    yield {
      held: () => fine(attack.group, `held: ${attack.tries}`),
      escaped: () => broken(attack.group, `GOT THROUGH (${attack.name}): ${attack.tries}`, cure),
      refused: () =>
        broken(attack.group, `not tried: ${attack.tries}`, attempt.kind === "refused" ? `${attempt.reason}; ${attempt.cure}` : null),
    }[attempt.kind]();
  }
  const all = `${held} of ${quickAttacks.length} attacks were held by ${probe.detail}`;
  yield held === quickAttacks.length ? fine("sandbox", all) : broken("sandbox", all);
}

async function chooseSandbox(program: Program): Promise<Sandbox> {
  return program.setUp("warn").sandbox();
}
