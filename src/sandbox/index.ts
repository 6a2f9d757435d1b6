import { type BubblewrapOptions, createBubblewrap } from "./bubblewrap/bubblewrap.ts";
import type { Sandbox } from "./sandbox.ts";

/** What a backend may be told; each takes what it knows. */
export type SandboxOptions = BubblewrapOptions;

/** Every backend by name, the preferred one first. A new one is a folder and a line here. */
export const backends: readonly (readonly [string, (options?: SandboxOptions) => Sandbox])[] = [["bubblewrap", createBubblewrap]];

/**
 * The backend to use: the first that this machine can enforce, or, where none can, the preferred one, which then refuses every
 * run with the cure. Never the host itself (sandbox.md: backends, fail closed).
 */
export async function chooseSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const candidates = backends.map(([, create]) => create(options));
  for (const candidate of candidates) if ((await candidate.probe()).ok) return candidate;
  return candidates[0] ?? createBubblewrap(options);
}
