import { copyFileSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Ended, layTree, repository, run } from "./scratch.ts";

const systemPrograms = ["basename", "cat", "chmod", "cmp", "dirname", "env", "mkdir", "mktemp", "rm", "sed", "sh", "touch"];
/** Says on the journal how it was called. */
const journalled = (rest = "") => `#!/bin/sh\necho "$(basename "$0") $*" >>"$JOURNAL"\n${rest}\n`;
const isLinux = `#!/bin/sh\n[ "$1" = -s ] && echo Linux || echo "Linux x86_64"\n`;
const npm = journalled(`mkdir -p node_modules`);

type Machine = {
  readonly root: string;
  readonly bootstrap: () => Ended;
  readonly journal: () => string[];
  readonly install: (name: string, text: string) => void;
};

/**
 * A checkout on a machine where only these programs exist besides the plainest ones: registries, package managers and account
 * databases are the far side of a wire.
 */
function layMachine(programs: Readonly<Record<string, string>>): Machine {
  const present = { uname: isLinux, node: "#!/bin/sh\necho v20.9.0\n", npm, git: "#!/bin/sh\n", bwrap: "#!/bin/sh\n", ...programs };
  const bins = Object.fromEntries(Object.entries(present).map(([name, text]) => [`bin/${name}`, text]));
  const root = layTree({ ...bins, "checkout/package-lock.json": "{}\n", "checkout/script/.keep": "", "tmp/.keep": "" });
  copyFileSync(join(repository, "script/bootstrap"), join(root, "checkout/script/bootstrap"));
  for (const name of systemPrograms) symlinkSync(join("/usr/bin", name), join(root, "bin", name));
  for (const [name, text] of Object.entries(present)) if (text === "") rmSync(join(root, "bin", name));
  const env = { PATH: join(root, "bin"), JOURNAL: join(root, "journal"), TMPDIR: join(root, "tmp") };
  return {
    root: join(root, "checkout"),
    bootstrap: () => run([join(root, "checkout/script/bootstrap")], "/", env),
    journal: () => (existsSync(env.JOURNAL) ? readFileSync(env.JOURNAL, "utf8").trimEnd().split("\n") : []),
    install: (name, text) => writeFileSync(join(root, "bin", name), text, { mode: 0o755 }),
  };
}

const asPerson = { id: `#!/bin/sh\necho 1000\n` };
/** Root on a machine that has the account already. */
const asRoot = { id: `#!/bin/sh\necho 0\n` };
const missing = "";

describe("script/bootstrap: packages", () => {
  test("installs them once, and again only when the lock file has changed", () => {
    const machine = layMachine(asPerson);
    expect(machine.bootstrap()).toMatchObject({ exitCode: 0, stdout: "" });
    expect(machine.bootstrap()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
    expect(machine.journal()).toHaveLength(1);
    expect(machine.journal()[0]).toMatch(/^npm ci /);
    writeFileSync(join(machine.root, "package-lock.json"), "{ }\n");
    machine.bootstrap();
    expect(machine.journal()).toHaveLength(2);
  });

  test("shows what npm said when it fails, and tries again the next time", () => {
    const machine = layMachine({ ...asPerson, npm: journalled("mkdir -p node_modules; echo no network; exit 7") });
    const first = machine.bootstrap();
    expect(first.exitCode).toBe(7);
    expect(first.stderr).toContain("no network");
    machine.bootstrap();
    expect(machine.journal()).toHaveLength(2);
  });

  test.each([
    ["no Node", { node: missing }, "Node and npm are missing: install Node 20 or newer"],
    ["a Node that is too old", { node: "#!/bin/sh\necho v18.20.0\n" }, "Node v18.20.0 is too old: install Node 20 or newer"],
    ["a Node that is too old for macOS", { uname: "#!/bin/sh\necho Darwin\n" }, "Node v20.9.0 is too old: install Node 24 or newer"],
  ])("stops in one line with %s", (_, programs, said) => {
    const { exitCode, stderr } = layMachine({ ...asPerson, ...programs }).bootstrap();
    expect(stderr).toContain(said);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(exitCode).toBe(2);
  });
});

describe("script/bootstrap: programs of the system", () => {
  const aptWithoutLists = journalled(`case "$*" in *update*) touch "$JOURNAL.lists" ;; *) [ -e "$JOURNAL.lists" ] ;; esac`);

  test("fetches the package lists when the first try finds nothing", () => {
    const machine = layMachine({ ...asRoot, bwrap: missing, "apt-get": aptWithoutLists });
    expect(machine.bootstrap().exitCode).toBe(0);
    const verbs = machine
      .journal()
      .filter((line) => line.startsWith("apt-get"))
      .map((line) => /install|update/.exec(line)?.[0]);
    expect(verbs).toEqual(["install", "update", "install"]);
    expect(machine.journal().at(-1)).toMatch(/ bubblewrap$/);
  });

  test("uses sudo where it needs no password", () => {
    const machine = layMachine({ ...asPerson, git: missing, sudo: journalled(), dnf: journalled() });
    machine.bootstrap();
    expect(machine.journal()).toContain("sudo -n dnf install -y git");
  });

  test.each([
    ["apt-get", "run  sudo apt-get update && sudo apt-get install -y bubblewrap"],
    ["dnf", "run  sudo dnf install -y bubblewrap"],
    ["pacman", "run  sudo pacman -S --noconfirm bubblewrap"],
    ["apk", "run  sudo apk add bubblewrap"],
    ["zypper", "run  sudo zypper --non-interactive install bubblewrap"],
    ["none", "install the package bubblewrap"],
  ])("says the line to run and goes on where it may not install (%s)", (manager, line) => {
    const machine = layMachine({ ...asPerson, bwrap: missing, sudo: "#!/bin/sh\nexit 1\n", [manager]: journalled() });
    const { exitCode, stderr } = machine.bootstrap();
    expect(stderr).toContain(line);
    expect(exitCode).toBe(0);
    expect(machine.journal().filter((call) => call.startsWith(manager))).toEqual([]);
  });

  test("says the line to run and goes on when installing fails", () => {
    const machine = layMachine({ ...asRoot, bwrap: missing, "apt-get": "#!/bin/sh\necho no route\nexit 100\n" });
    const { exitCode, stderr } = machine.bootstrap();
    expect(stderr).toContain("no route");
    expect(stderr).toContain("bubblewrap could not be installed");
    expect(exitCode).toBe(0);
  });
});

describe("script/bootstrap: the account that runs commands", () => {
  const rootWithout = `#!/bin/sh\n[ "$1" = -u ] && echo 0 || exit 1\n`;

  test("is made for root where it is missing", () => {
    const machine = layMachine({ id: rootWithout, useradd: journalled(), nologin: "#!/bin/sh\n" });
    expect(machine.bootstrap().exitCode).toBe(0);
    const made = machine.journal().find((line) => line.startsWith("useradd"));
    expect(made).toMatch(/^useradd --system --user-group --no-create-home --home-dir \/nonexistent --shell \S+\/nologin adjutant$/);
  });

  test("is named with its line when it cannot be made", () => {
    const machine = layMachine({ id: rootWithout, useradd: "#!/bin/sh\nexit 1\n" });
    const { exitCode, stderr } = machine.bootstrap();
    expect(stderr).toMatch(/the account that runs commands is missing: run {2}useradd --system .* adjutant\n$/);
    expect(exitCode).toBe(0);
  });

  test("is nobody's business for a person, or where it is there", () => {
    for (const who of [asPerson, asRoot]) {
      const machine = layMachine({ ...who, useradd: journalled() });
      machine.bootstrap();
      expect(machine.journal().filter((line) => line.startsWith("useradd"))).toEqual([]);
    }
  });
});
