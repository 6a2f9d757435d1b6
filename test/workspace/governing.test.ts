import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { openWorkspaces } from "../../src/workspace/opening.ts";
import type { Workspaces } from "../../src/workspace/workspace.ts";
import { type Bench, makeRepository, openBench } from "./bench.ts";

/** A repository, and a home, a configuration and a directory of secrets of ours somewhere. */
type Ground = { readonly home: string; readonly config: string; readonly secrets: string };

let bench: Bench;
let source: string;
beforeEach(async () => {
  bench = await openBench();
  onTestFinished(bench.remove);
  source = await makeRepository(bench);
});

function openOn({ home, config, secrets }: Ground): Workspaces {
  const [root, artifacts, empty] = ["workspaces", "artifacts", "empty"].map((name) => join(home, name));
  if (root === undefined || artifacts === undefined || empty === undefined) throw new Error("no places");
  mkdirSync(empty, { recursive: true });
  return openWorkspaces({ root, artifacts, account: bench.account, governing: [home, config, secrets], empty });
}

const grounds: readonly (readonly [string, (apart: Ground, source: string) => Ground])[] = [
  ["the home", (apart, inside) => ({ ...apart, home: join(inside, ".adjutant") })],
  ["the configuration", (apart, inside) => ({ ...apart, config: join(inside, "adjutant.yaml") })],
  ["the secrets", (apart, inside) => ({ ...apart, secrets: join(inside, "secrets") })],
  ["a link to the configuration", ({ config, ...apart }, inside) => ({ ...apart, config: linkTo(config, join(inside, "adjutant.yaml")) })],
  ["the secrets, by way of a link", (apart, inside) => ({ ...apart, secrets: join(linkTo(inside, `${apart.home}-way`), "secrets") })],
];

function linkTo(target: string, path: string): string {
  symlinkSync(target, path);
  return path;
}

describe.each(["view", "copy", "worktree"] as const)("a %s", (kind) => {
  const apartIn = (): Ground => {
    const of = (name: string) => join(bench.directory, "apart", name);
    mkdirSync(of("."), { recursive: true });
    return { home: of("home"), config: of("adjutant.yaml"), secrets: of("secrets") };
  };
  const prepare = (workspaces: Workspaces, of: string) => workspaces.prepare({ task: bench.task, source: of, kind });

  test.each(grounds)("of a repository that holds %s is refused, and nothing of it is made", async (_, place) => {
    const ground = place(apartIn(), source);
    await expect(prepare(openOn(ground), source)).rejects.toMatchObject({
      code: "home",
      message: expect.stringContaining("contains Adjutant's own"),
    });
    expect(existsSync(join(ground.home, "workspaces", bench.task))).toBe(false);
  });

  test("of a repository that has come to hold the secrets since it was prepared is refused from then on", async () => {
    const apart = apartIn();
    mkdirSync(apart.secrets);
    await prepare(openOn(apart), source);
    rmSync(apart.secrets, { recursive: true });
    symlinkSync(source, apart.secrets);
    await expect(prepare(openOn(apart), source)).rejects.toMatchObject({ code: "home" });
  });

  test("of a repository inside the home is refused, by its own name and by a link to it", async () => {
    const way = linkTo(source, join(bench.directory, "way"));
    const workspaces = openOn({ ...apartIn(), home: bench.directory });
    for (const path of [source, way]) {
      await expect(prepare(workspaces, path)).rejects.toMatchObject({ message: expect.stringContaining("lies inside Adjutant's own") });
    }
  });
});

test("the empty directory is the one source that lies in the home", async () => {
  const home = join(bench.directory, "home");
  const workspaces = openOn({ home, config: join(bench.directory, "adjutant.yaml"), secrets: join(home, "secrets") });
  const made = await workspaces.prepare({ task: bench.task, source: join(home, "empty"), kind: "view" });
  expect(made.path).toBe(join(home, "empty"));
});

test("a `.git` file borrows from no repository that its own git data is no part of", async () => {
  const borrowed = join(bench.directory, "borrower");
  const gitDir = join(borrowed, "data");
  mkdirSync(gitDir, { recursive: true });
  writeFileSync(join(borrowed, ".git"), "gitdir: data\n");
  writeFileSync(join(gitDir, "gitdir"), "../.git\n");
  writeFileSync(join(gitDir, "commondir"), `${join(source, ".git")}\n`);
  writeFileSync(join(gitDir, "HEAD"), "ref: refs/heads/main\n");
  await expect(bench.workspaces.prepare({ task: bench.task, source: borrowed, kind: "worktree" })).rejects.toMatchObject({
    message: expect.stringContaining("not the top of a git repository"),
  });
  const copy = await bench.workspaces.prepare({ task: bench.task, source: borrowed, kind: "copy" });
  expect(existsSync(join(copy.path, ".git/objects"))).toBe(false);
});
