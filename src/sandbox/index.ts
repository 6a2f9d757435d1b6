import { createBubblewrap } from "./bubblewrap/bubblewrap.ts";
import { createDocker } from "./docker/docker.ts";
import type { SandboxOptions } from "./options.ts";
import type { Probe, Sandbox } from "./sandbox.ts";
import { createRuntime } from "./sandbox-runtime/runtime.ts";

/** Every backend by name, the preferred one first. A new one is a folder and a line here. */
export const backends: readonly (readonly [string, (options?: SandboxOptions) => Sandbox])[] = [
  ["bubblewrap", createBubblewrap],
  ["docker", createDocker],
  ["sandbox-runtime", createRuntime],
];

/**
 * The backend of that name, or the preferred one. Where it cannot be enforced it refuses every run with the cure: no other one
 * takes its place, and never the host itself. What an operator gets is what they chose, and nothing weaker is
 * taken unasked (sandbox.md: backends, fail closed). It has been probed, so that it knows its programs.
 */
export async function chooseSandbox(backend: string | null = null, options: SandboxOptions = {}): Promise<Sandbox> {
  const [, create] = backends.find(([name]) => name === backend) ?? ["bubblewrap", createBubblewrap];
  const sandbox = create(options);
  await sandbox.probe();
  return sandbox;
}

/** What every backend can enforce on this machine, in the order of the registry. */
export async function probeSandboxes(options: SandboxOptions = {}): Promise<readonly Probe[]> {
  return Promise.all(backends.map(([, create]) => create(options).probe()));
}
