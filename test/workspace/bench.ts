import { randomUUID } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findAccount, type HostAccount, isRoot } from "../../src/host/account.ts";
import { runOnHost } from "../../src/host/process.ts";
import { openWorkspaces } from "../../src/workspace/opening.ts";
import type { Workspaces } from "../../src/workspace/workspace.ts";

/** The account steps run as: a real unprivileged one when the tests run as root, none otherwise. */
async function sandboxAccount(): Promise<HostAccount | null> {
  if (!isRoot()) return null;
  const flags = ["--system", "--no-create-home", "--home-dir", "/nonexistent", "--shell", "/usr/sbin/nologin"];
  // Somebody else's test may make it at the same moment: what counts is that it is there afterwards.
  if (findAccount("adjutant") === null) await runOnHost({ argv: ["/usr/sbin/useradd", ...flags, "adjutant"] });
  const account = findAccount("adjutant");
  if (account === null) throw new Error("these tests need an account named adjutant when they run as root");
  return account;
}

/** A place for one test: a directory the account can reach, workspaces in it, and real programs. */
export type Bench = {
  readonly directory: string;
  readonly account: HostAccount | null;
  readonly workspaces: Workspaces;
  readonly root: string;
  readonly artifacts: string;
  readonly task: string;
  /** Runs a shell text as whoever runs steps (or as ourselves), as the attack of a step or the doing of a user. */
  readonly shell: (text: string, directory: string, as?: "step" | "user") => Promise<string>;
  /** Writes files of the user. */
  readonly write: (files: Readonly<Record<string, string>>) => void;
  readonly remove: () => void;
};

export async function openBench(): Promise<Bench> {
  const account = await sandboxAccount();
  const directory = mkdtempSync(join(tmpdir(), "adjutant-workspace-"));
  chmodSync(directory, 0o755);
  const [root, artifacts] = [join(directory, "home", "workspaces"), join(directory, "home", "artifacts")];
  const shell: Bench["shell"] = async (text, where, as = "step") => {
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", HOME: join(directory, "nohome"), GIT_CONFIG_NOSYSTEM: "1", ...identity };
    const result = await runOnHost({ argv: ["/bin/sh", "-ec", text], directory: where, env, account: as === "step" ? account : null });
    if (result.kind !== "exited" || result.exitCode !== 0) throw new Error(`${text}: ${JSON.stringify(result)}`);
    return result.stdout;
  };
  return {
    directory,
    account,
    workspaces: openWorkspaces({ root, artifacts, account }),
    root,
    artifacts,
    task: `tsk_${randomUUID().slice(0, 8)}`,
    shell,
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        writeFileSync(join(directory, path), text);
      }
    },
    remove: () => {
      openAll(directory);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const identity = { GIT_AUTHOR_NAME: "U", GIT_AUTHOR_EMAIL: "u@x", GIT_COMMITTER_NAME: "U", GIT_COMMITTER_EMAIL: "u@x" };

/** A small repository with one commit, an ignored file and a change that is not committed. */
export async function makeRepository(bench: Bench, name = "project"): Promise<string> {
  bench.write({
    [`${name}/README.md`]: "hello\n",
    [`${name}/src/main.sh`]: "#!/bin/sh\necho main\n",
    [`${name}/.gitignore`]: "ignored/\n",
  });
  const path = join(bench.directory, name);
  await bench.shell("chmod 755 src/main.sh && git init -q -b main . && git add -A && git commit -qm first", path, "user");
  await bench.shell("git remote add origin https://user:token@example.com/x.git", path, "user");
  bench.write({ [`${name}/ignored/build.out`]: "built\n", [`${name}/README.md`]: "hello, changed\n" });
  return path;
}

function openAll(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    chmodSync(join(directory, entry.name), 0o755);
    openAll(join(directory, entry.name));
  }
}
