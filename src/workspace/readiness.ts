import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Result } from "../domain/fault.ts";
import { type Needs, nothing } from "../domain/needs.ts";
import type { SetupSpec } from "../domain/setup-spec.ts";
import { grantFor } from "../sandbox/granting.ts";
import type { Bind, Sandbox, SandboxLimits, SandboxResult } from "../sandbox/sandbox.ts";
import { placeOf } from "./place.ts";
import { createQueue } from "./queue.ts";
import type { CheckoutState, SetupSubject, Setups } from "./setup.ts";
import { digestLocks, putIntoCache, takeFromCache } from "./setup-cache.ts";
import type { Workspaces } from "./workspace.ts";

type Options = {
  readonly workspaces: Workspaces;
  /** The workspaces' root: what is ready is noted beside each. */
  readonly root: string;
  /** Directory of what setups left; made when missing. */
  readonly cache: string;
  readonly sandbox: Sandbox;
  readonly limits: Partial<SandboxLimits>;
  readonly specOf: (space: string | null) => SetupSpec | null;
};

/** One run of a setup: where, and whether what it leaves may be kept for others. */
type Run = { readonly directory: string; readonly binds: readonly Bind[]; readonly keeps: boolean };

/** Setups of spaces, run in the sandbox with what their configuration grants. */
export function createSetups(options: Options): Setups {
  const queue = createQueue();
  const { workspaces, specOf, root } = options;
  return {
    describe: (space) => {
      const spec = specOf(space);
      return spec === null ? "" : describe(spec);
    },
    timeoutMs: (space) => specOf(space)?.timeoutMs ?? 0,
    makeReady: (subject, signal, arrange = async () => undefined) =>
      queue(subject.task, async () => {
        await arrange();
        const spec = specOf(subject.space);
        const { task, workspace } = subject;
        if (spec === null || workspace.kind === "view") return ready;
        const note = join(placeOf(root, task).directory, "ready");
        if ((await readFile(note, "utf8").catch(() => null)) === describe(spec)) return ready;
        // Whatever it changes of the project's own files is no part of the work.
        const before = await workspaces.snapshot(workspace, task, "before setup", signal);
        const keeps = (await workspaces.treeHash(workspace, task, signal)) === (await workspaces.hashOf(workspace, task, null, signal));
        await workspaces.disturb(task);
        const made = await setUp(options, spec, subject, { directory: workspace.path, binds: [], keeps }, signal);
        await workspaces.restore(workspace, task, before);
        await arrange();
        if (made.ok) await writeFile(note, describe(spec), { mode: 0o600 });
        return made;
      }),
    makeCheckoutReady: async (subject, { checkout, binds, isBase }: CheckoutState, signal) => {
      const spec = specOf(subject.space);
      if (spec === null) return ready;
      const made = await setUp(options, spec, subject, { directory: checkout.path, binds, keeps: isBase }, signal);
      await checkout.restore();
      return made;
    },
  };
}

const ready: Result<null> = { ok: true, value: null };

function describe({ command, network, secrets, cache }: SetupSpec): string {
  return JSON.stringify({ command, network, secrets, cache });
}

async function setUp(options: Options, spec: SetupSpec, subject: SetupSubject, run: Run, signal: AbortSignal): Promise<Result<null>> {
  const { sandbox, workspaces } = options;
  const base = subject.workspace.base ?? (await workspaces.hashOf(subject.workspace, subject.task, null, signal));
  const named = JSON.stringify([subject.space, subject.workspace.source, describe(spec), base]);
  const key = createHash("sha256")
    .update(named)
    .update(await digestLocks(run.directory, spec.cache))
    .digest("hex");
  const entry = join(options.cache, key);
  if (spec.cache.length > 0 && (await takeFromCache(entry, spec.cache, run.directory, sandbox.account))) return ready;
  const listening = subject.onRequest === undefined ? {} : { onRequest: subject.onRequest };
  const limits = { ...options.limits, timeoutMs: spec.timeoutMs };
  const granted = grantFor(needsOf(spec), { workspace: run.directory, binds: run.binds, env: {}, limits });
  if (granted.kind === "granted") await subject.onGrant?.("setup", granted.grant);
  const result = granted.kind === "refused" ? granted : await sandbox.run({ argv: spec.command, ...listening }, granted.grant, signal);
  const failure = failureOf(result, spec);
  if (failure !== null) return faulty(subject.space, spec, failure);
  if (run.keeps && spec.cache.length > 0) await putIntoCache(entry, spec.cache, run.directory);
  return ready;
}

/** A setup makes the whole workspace ready, and reaches what its configuration names. */
function needsOf({ network, secrets }: SetupSpec): Needs {
  return { ...nothing, writes: ["."], network: [...network], secrets: [...secrets] };
}

/** Why a setup did not do its work, in one line; null when it did. */
function failureOf(result: SandboxResult, { timeoutMs }: SetupSpec): string | null {
  switch (result.kind) {
    case "refused":
      return `${result.reason}; ${result.cure}`;
    case "killed":
      return result.by === "timeout" ? `it was not done after ${Math.round(timeoutMs / 1000)} s` : `it was stopped (${result.by})`;
    case "exited": {
      const last = result.output.text.trimEnd().split("\n").at(-1) ?? "";
      return result.exitCode === 0 ? null : `exit ${result.exitCode}${last === "" ? "" : `: ${last}`}`;
    }
  }
}

function faulty(space: string | null, { command }: SetupSpec, why: string): Result<null> {
  const message = `the setup of ${space} (${command.join(" ")}) failed: ${why}. Mend it, or \`setup\` of this space in the configuration, then try again.`;
  return { ok: false, fault: { code: "workspace_unavailable", message, transient: false } };
}
