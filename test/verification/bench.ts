import { join } from "node:path";
import type { CheckCommand } from "../../src/domain/check-command.ts";
import type { Result } from "../../src/domain/fault.ts";
import type { SetupSpec } from "../../src/domain/setup-spec.ts";
import type { Verification } from "../../src/domain/verification.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { chooseSandbox } from "../../src/sandbox/index.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { Proof } from "../../src/verification/verification.ts";
import { createVerifier } from "../../src/verification/verifier.ts";
import { createSetups } from "../../src/workspace/readiness.ts";
import type { Setups } from "../../src/workspace/setup.ts";
import type { Workspace } from "../../src/workspace/workspace.ts";
import { openBench as openWorkspaceBench, type Bench as WorkspaceBench } from "../workspace/bench.ts";

/** Real workspaces, the real sandbox, and everything that ran in it. */
export type Bench = WorkspaceBench & {
  readonly setups: Setups;
  /** Commands that were run in the sandbox, as one text each. */
  readonly ran: string[];
  /** Makes a repository of these files, and a workspace of it. */
  begin(files: Readonly<Record<string, string>>, kind?: Workspace["kind"]): Promise<Workspace>;
  /** What the checks say of the workspace as it is now. */
  verify(workspace: Workspace, over?: { readonly proofs?: readonly Proof[]; readonly signal?: AbortSignal }): Promise<Result<Verification>>;
  /** The same, where it must succeed. */
  look(workspace: Workspace, proofs?: readonly Proof[]): Promise<Verification>;
};

type Options = { readonly checks?: readonly CheckCommand[] | null; readonly setup?: SetupSpec | null };

export async function openBench({ checks = null, setup = null }: Options = {}): Promise<Bench> {
  const bench = await openWorkspaceBench();
  const real = await chooseSandbox();
  const ran: string[] = [];
  const sandbox: Sandbox = {
    ...real,
    run: (command, grant, signal) => {
      ran.push(command.argv.join(" "));
      return real.run(command, grant, signal);
    },
  };
  const { workspaces, task, directory } = bench;
  const setups = createSetups({
    workspaces,
    root: bench.root,
    cache: join(directory, "home", "setups"),
    sandbox,
    limits: {},
    specOf: () => setup,
  });
  const outbound = createOutbound({ redact: (text) => text });
  const verifier = createVerifier({ workspaces, setups, sandbox, limits: {}, outbound, checksOf: () => checks });
  const verify: Bench["verify"] = async (workspace, { proofs = [], signal = new AbortController().signal } = {}) => {
    const [base, tree] = [await workspaces.hashOf(workspace, task, null), await workspaces.treeHash(workspace, task)];
    return verifier.verify({ task, space: "shop", workspace, base, tree, proofs }, signal);
  };
  return {
    ...bench,
    setups,
    ran,
    verify,
    begin: async (files, kind = "copy") => {
      bench.write(Object.fromEntries(Object.entries(files).map(([path, text]) => [`project/${path}`, text])));
      const source = join(directory, "project");
      await bench.shell("git init -q -b main . && git add -A && git commit -qm first", source, "user");
      return workspaces.prepare({ task, source, kind });
    },
    look: async (workspace, proofs = []) => {
      const found = await verify(workspace, { proofs });
      if (!found.ok) throw new Error(found.fault.message);
      return found.value;
    },
  };
}
