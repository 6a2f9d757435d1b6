import type { Sandbox } from "../sandbox/sandbox.ts";
import type { Egress } from "./egress.ts";

/**
 * A sandbox whose runs have the network that was approved for each, and only as long as they last. Nothing approved, no network;
 * what cannot be opened refuses the run (sandbox.md: fail closed).
 */
export function openNetwork(sandbox: Sandbox, egress: Egress): Sandbox {
  void egress.sweep(sandbox.account);
  return {
    ...sandbox,
    async run(command, grant, signal) {
      const { network, secrets = [] } = grant;
      if (network.length + secrets.length === 0 || signal.aborted) return sandbox.run(command, grant, signal);
      const onRequest = command.onRequest ?? (() => {});
      const opened = await egress.open({ network, secrets, account: sandbox.account, onRequest });
      if (opened.kind === "refused") return opened;
      try {
        return await sandbox.run(command, { ...grant, env: { ...grant.env, ...opened.env }, route: opened.route }, signal);
      } finally {
        await opened.close();
      }
    },
  };
}
