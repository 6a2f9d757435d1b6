import { chown, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { checkEnvironment } from "../environment.ts";
import { searchPath } from "../programs.ts";
import { accept, type Checked, refuse } from "../refusal.ts";
import { defaultLimits } from "../sandbox.ts";
import type { Files } from "./files.ts";
import { runPlan } from "./run.ts";
import type { Setting } from "./setting.ts";

/** Says what can be run by its name, and leaves a file to see whose it is. */
const script = `: > /workspace/made || exit 1
for directory in ${searchPath.join(" ")}; do
  for path in "$directory"/*; do [ -f "$path" ] && [ -x "$path" ] && printf '%s\\n' "\${path##*/}"; done
done; true`;

/** Runs the final flags on the image as the final account, and tells which programs a command finds there. */
export async function probeContainer(setting: Setting, files: Files): Promise<Checked<ReadonlySet<string>>> {
  const env = checkEnvironment({});
  if (env.kind === "refused") return env;
  const workspace = join(files.directory, "probe");
  await mkdir(workspace, { recursive: true });
  await chown(workspace, setting.owner.uid, setting.owner.gid);
  const plan = {
    argv: ["/bin/sh", "-c", script],
    directory: "/workspace",
    workspace,
    writes: [""],
    binds: [],
    shown: [{ source: workspace, target: "/workspace" }],
    input: null,
    env: env.value,
    limits: { ...defaultLimits, timeoutMs: 30_000, outputBytes: 1024 ** 2 },
    bridge: null,
  };
  const result = await runPlan(plan, setting, files, { signal: new AbortController().signal, onOutput: undefined });
  if (result.kind === "refused") return result;
  const again = "run it again; a machine short of memory or processes does this";
  if (result.kind === "killed") return refuse(`a first command was killed (${result.by})`, again);
  if (result.exitCode !== 0)
    return refuse(
      `what the container shows cannot be written: ${result.output.text.trim()}`,
      "where SELinux or another such guard forbids it, use bubblewrap",
    );
  const made = await stat(join(workspace, "made")).catch(() => null);
  if (made?.uid !== setting.owner.uid) return refuse("what a container writes is not there, or is not the account's", "use bubblewrap");
  return accept(new Set(result.output.stdout.split("\n").filter(Boolean)));
}
