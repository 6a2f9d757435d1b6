import { chmod, chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { checkEnvironment } from "../environment.ts";
import { accept, type Checked, refuse } from "../refusal.ts";
import { defaultLimits } from "../sandbox.ts";
import { runPlan, type Setting } from "./run.ts";

/** Runs the final settings on a first command as the final account: what the package says of itself proves nothing. */
export async function probeEngine(setting: Setting, directory: string): Promise<Checked<null>> {
  const env = checkEnvironment({});
  if (env.kind === "refused") return env;
  const workspace = join(directory, "probe");
  await mkdir(workspace, { recursive: true });
  await chmod(directory, 0o711);
  if (setting.account !== null) await chown(workspace, setting.account.uid, setting.account.gid);
  const script = "! cat /etc/passwd 2>/dev/null && ! echo x 2>/dev/null > made && ls / >/dev/null";
  const plan = {
    argv: ["/bin/sh", "-c", script],
    directory: workspace,
    workspace,
    writes: [],
    binds: [],
    shown: [{ source: workspace, target: workspace }],
    input: null,
    env: env.value,
    limits: { ...defaultLimits, timeoutMs: 30_000 },
    bridge: null,
  };
  const result = await runPlan(plan, setting, directory, { signal: new AbortController().signal, onOutput: undefined });
  if (result.kind === "refused") return result;
  if (result.kind === "exited" && result.exitCode === 0) return accept(null);
  const told = result.kind === "killed" ? `was killed (${result.by})` : `ended with ${result.exitCode}`;
  return refuse(`a first command ${told} in sandbox-runtime: ${result.output.text.trim()}`, "use bubblewrap (sandbox.backend)");
}
