import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { runOnHost } from "../../src/host/process.ts";
import { hasEscaped } from "../../src/sandbox/attacks/attack.ts";
import { smallLimits } from "../../src/sandbox/attacks/attempt.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { AttemptFiles, Workspace } from "../../src/workspace/workspace.ts";
import { grantOfStep } from "../sandbox/granted.ts";
import { type Bench, makeRepository, openBench } from "../workspace/bench.ts";

/**
 * Something a step leaves for whoever works on its files afterwards. It is planted in the sandbox; the control is a host that works with the files as one does,
 * and the attempt is what the product does with them.
 */
export type HostAttack = {
  readonly name: string;
  readonly group: "host";
  readonly tries: string;
  /** In the sandbox, in the workspace; TRAP is a directory of the host that whatever runs there afterwards puts a file into. */
  readonly plant: string;
  /** On the host, in the workspace, with ARTIFACTS. It worked when there is something in TRAP, or it printed ESCAPED. */
  readonly naive: string;
};

const touch = 'run="touch $TRAP/ran; cat"';
const git = "git status; git add -A; git diff HEAD; git commit -qm x";

export const hostAttacks: readonly HostAttack[] = (
  [
    ["host-fsmonitor", "have git run a program whenever it looks at files", `${touch}; git config core.fsmonitor "$run"`, git],
    [
      "host-hooks",
      "have git run a hook",
      `mkdir hooks; for h in pre-commit post-index-change post-commit; do printf '#!/bin/sh\\ntouch %s/ran\\n' "$TRAP" > hooks/$h; chmod 755 hooks/$h; done; git config core.hooksPath "$PWD/hooks"; cp hooks/* .git/hooks/; sed -i "s|/workspace|.|" .git/config`,
      git,
    ],
    [
      "host-filter",
      "have git run a filter over files",
      `${touch}; git config filter.evil.clean "$run"; git config filter.evil.smudge "$run"; echo '* filter=evil' > .gitattributes`,
      git,
    ],
    [
      "host-textconv",
      "have git run a program to compare files",
      `${touch}; git config diff.evil.textconv "$run"; git config diff.evil.command "$run"; echo '* diff=evil' > .gitattributes; echo x >> README.md`,
      git,
    ],
    ["host-external-diff", "have git run another diff", `${touch}; git config diff.external "$run"; echo x >> README.md`, git],
    [
      "host-include",
      "have git read more configuration from the workspace",
      `${touch}; printf '[core]\\n\\tfsmonitor = "%s"\\n' "$run" > more; git config include.path ../more`,
      git,
    ],
    [
      "host-submodule",
      "have git run a program in a repository inside the repository",
      `${touch}; git init -q sub; git -C sub -c user.name=a -c user.email=a@x commit -q --allow-empty -m x; git -C sub config core.fsmonitor "$run"; git -c core.fsmonitor= add sub`,
      "git status; git submodule status; git -C sub status",
    ],
    [
      "host-git-file",
      "point git to a repository of its own making",
      `${touch}; git init -q --bare elsewhere; git config -f elsewhere/config core.bare false; git config -f elsewhere/config core.fsmonitor "$run"; rm -rf .git; echo 'gitdir: elsewhere' > .git`,
      git,
    ],
    [
      "host-path",
      "put a program where git is looked for",
      `printf '#!/bin/sh\\ntouch %s/ran\\n' "$TRAP" > git; chmod 755 git; mkdir -p node_modules/.bin; cp git node_modules/.bin/git`,
      "PATH=.:node_modules/.bin:$PATH; git status",
    ],
    [
      "host-artifact-link",
      "hand over a link to a secret",
      'ln -s "$SECRET" "$ARTIFACTS/report.txt"',
      'cp -rL "$ARTIFACTS" taken; grep -rqx SECRET taken && echo ESCAPED',
    ],
    [
      "host-artifact-directory",
      "hand over a link to a directory of the host",
      'ln -s "$(dirname "$SECRET")" "$ARTIFACTS/report"',
      'cp -rL "$ARTIFACTS" taken; grep -rqx SECRET taken && echo ESCAPED',
    ],
    [
      "host-artifact-pipe",
      "hand over a pipe, so that whoever reads it waits for ever",
      'mkfifo "$ARTIFACTS/report.txt"',
      'timeout 1 cat "$ARTIFACTS/report.txt"; [ $? = 124 ] && echo ESCAPED',
    ],
    [
      "host-artifact-name",
      "hand over names that are options, or that change what a terminal shows",
      'cd "$ARTIFACTS"; : > -rf; : > "$(printf \'a\\033[2Jb\')"; : > "$(printf \'two\\nlines\')"; : > "$(printf \'\\377\')"; : > "$(printf %0255d 0)"',
      'cp -r "$ARTIFACTS" taken; ls taken | grep -q "$(printf \'\\033\')" && echo ESCAPED',
    ],
    [
      "host-artifact-size",
      "hand over a file that takes terabytes when it is copied",
      'truncate -s 90M "$ARTIFACTS/big"; truncate -s 90M "$ARTIFACTS/bigger"',
      'cp -r --sparse=never "$ARTIFACTS" taken; [ "$(du -sm taken | cut -f1)" -gt 150 ] && echo ESCAPED',
    ],
    [
      "host-artifact-socket",
      "hand over a socket",
      `/usr/bin/python3 -c "import socket; socket.socket(socket.AF_UNIX).bind('$ARTIFACTS/s')" || mkfifo "$ARTIFACTS/s"`,
      'cp -a "$ARTIFACTS" taken; [ -S taken/s ] || [ -p taken/s ] && echo ESCAPED',
    ],
    [
      "host-artifact-count",
      "hand over so many files that nobody finds the end",
      'n=0; while [ $n -lt 300 ]; do : > "$ARTIFACTS/$n"; n=$((n+1)); done',
      'cp -r "$ARTIFACTS" taken; [ "$(ls taken | wc -l)" = 300 ] && echo ESCAPED',
    ],
    [
      "host-artifact-depth",
      "hand over directories that are nested without end",
      'd="$ARTIFACTS"; n=0; while [ $n -lt 60 ]; do d="$d/d"; n=$((n+1)); done; mkdir -p "$d"; echo x > "$d/deep"',
      'cp -r "$ARTIFACTS" taken; [ "$(find taken | wc -l)" -gt 60 ] && echo ESCAPED',
    ],
  ] as const
).map(([name, tries, plant, naive]) => ({ name, group: "host" as const, tries, plant, naive }));

/** A workspace with something planted in it. */
type Planted = {
  readonly bench: Bench;
  readonly workspace: Workspace;
  readonly files: AttemptFiles;
  readonly trap: string;
  readonly secret: string;
};

async function plant(attack: HostAttack, sandbox: Sandbox, bench: Bench): Promise<Planted> {
  const workspace = await bench.workspaces.prepare({ task: bench.task, source: await makeRepository(bench), kind: "copy" });
  const files = await bench.workspaces.attempt(bench.task, "plant", 1, []);
  const [trap, secret] = [join(bench.directory, "trap"), join(bench.directory, "private", "secret.txt")];
  mkdirSync(trap);
  mkdirSync(join(secret, ".."));
  await chmod(trap, 0o777);
  writeFileSync(secret, "SECRET\n");
  const grant = grantOfStep({
    workspace: workspace.path,
    needs: { writes: ["."] },
    files,
    env: { TRAP: trap, SECRET: secret },
    limits: smallLimits,
  });
  const result = await sandbox.run({ argv: ["/bin/sh", "-c", attack.plant] }, grant, new AbortController().signal);
  if (result.kind !== "exited") throw new Error(`${attack.name} was not planted: ${JSON.stringify(result)}`);
  return { bench, workspace, files, trap, secret };
}

/** Whether it gets somewhere when the product keeps, compares, restores and collects what is there. */
export async function trapsUs(attack: HostAttack, sandbox: Sandbox): Promise<boolean> {
  const bench = await openBench();
  try {
    const { workspace, files, trap } = await plant(attack, sandbox, bench);
    const ref = await bench.workspaces.snapshot(workspace, bench.task, "after");
    await bench.workspaces.diff(workspace, bench.task);
    await bench.workspaces.restore(workspace, bench.task, ref);
    const artifacts = await files.collect();
    const isOdd = artifacts.some(
      ({ name, path, bytes }) =>
        bytes > 32 * 1024 ** 2 || !/^[\p{L}\p{N}][\p{L}\p{N}._ -]*$/u.test(name) || readFileSync(path).includes("SECRET"),
    );
    return readdirSync(trap).length > 0 || isOdd || artifacts.length > 64;
  } finally {
    bench.remove();
  }
}

/** Whether it gets somewhere on a host that takes the files for its own. */
export async function trapsTheNaive(attack: HostAttack, sandbox: Sandbox): Promise<boolean> {
  const bench = await openBench();
  try {
    const { workspace, files, trap, secret } = await plant(attack, sandbox, bench);
    const env = { PATH: "/usr/bin:/bin", HOME: bench.directory, ARTIFACTS: files.artifacts, SECRET: secret, ...trust };
    const result = await runOnHost({ argv: ["/bin/sh", "-c", attack.naive], directory: workspace.path, env, encoding: "latin1" });
    return readdirSync(trap).length > 0 || (result.kind === "exited" && hasEscaped(result.stdout));
  } finally {
    bench.remove();
  }
}

/** As in a repository of one's own. */
const trust = {
  GIT_CONFIG_COUNT: "3",
  GIT_CONFIG_KEY_0: "safe.directory",
  GIT_CONFIG_VALUE_0: "*",
  GIT_CONFIG_KEY_1: "user.name",
  GIT_CONFIG_VALUE_1: "U",
  GIT_CONFIG_KEY_2: "user.email",
  GIT_CONFIG_VALUE_2: "u@x",
};
