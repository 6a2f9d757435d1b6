import { type Needs, nothing } from "../../src/domain/needs.ts";
import { grantFor, stepFiles } from "../../src/sandbox/granting.ts";
import type { Grant, SandboxLimits } from "../../src/sandbox/sandbox.ts";

type Step = Pick<Grant, "workspace" | "env"> & {
  readonly limits: Partial<SandboxLimits>;
  readonly needs?: Partial<Needs>;
  readonly files: { readonly steps: string; readonly artifacts: string };
};

/** The grant of a step with these needs, as the product makes it. */
export function grantOfStep({ workspace, needs = {}, files, env, limits }: Step): Grant {
  const granted = grantFor({ ...nothing, ...needs }, { workspace, ...stepFiles(files, env), limits });
  if (granted.kind === "refused") throw new Error(granted.reason);
  return granted.grant;
}
