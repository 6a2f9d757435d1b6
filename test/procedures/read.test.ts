import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readContent, readProcedures } from "../../src/procedures/read.ts";
import { bundled, bundledDirectory, kinds } from "./bundled.ts";

/** A recipe without fault; each case spoils one place. */
const sound = `name: sample
title: Sample
purpose: Shows the form.
triggers: [do sample]
workspace: view
parameters:
  - name: days
    type: number
    question: How many days?
    default: 3
criteria:
  - id: done
    text: It is done
headline: second
steps:
  - id: first
    title: First
    kind: shell
    input: { command: "echo $PARAM_DAYS" }
  - id: second
    title: Second
    kind: execute
    dependsOn: [first]
    criteria: [done]
    input: { argv: [printf, "%s", "{{steps.first.output}}", "{{params.days}}"] }
`;

const cases: readonly (readonly [string, string, string, RegExp])[] = [
  ["broken YAML", "title: Sample", "title: [Sample", /^sample\.yaml:\d+: no valid YAML: .* Mend the line\.$/],
  ["an unknown key", "purpose: Shows the form.", "porpoise: Shows", /^sample\.yaml:\d+: .*(porpoise|purpose)/],
  ["a value of the wrong type", "default: 3", "default: [3]", /^sample\.yaml:10: parameters\[0\]\.default: /],
  [
    "a default that its type refuses",
    "default: 3",
    "default: soon",
    /^sample\.yaml:10: parameters\[0\]\.default: expected a number, got "soon"\. Write one like 30\.$/,
  ],
  ["a name that is not the file's", "name: sample", "name: other", /^sample\.yaml:1: name: must be the file's name\. Write sample/],
  ["a kind nobody knows", "kind: shell", "kind: shall", /^sample\.yaml:18: steps\[0\]\.kind: "shall" is no step kind\. Kinds: .*shell/],
  [
    "an input its kind cannot read",
    'input: { command: "echo $PARAM_DAYS" }',
    "input: { command: 3 }",
    /^sample\.yaml:19: steps\[0\]\.input: command: /,
  ],
  ["two steps of one id", "id: second", "id: first", /^sample\.yaml:20: steps\[1\]\.id: "first" is there twice\./],
  [
    "an unknown dependency",
    "dependsOn: [first]",
    "dependsOn: [firs]",
    /^sample\.yaml:23: steps\[1\]\.dependsOn\[0\]: there is no step "firs"\. Steps: first, second\.$/m,
  ],
  [
    "steps that wait for each other",
    'input: { command: "echo $PARAM_DAYS" }',
    'input: { command: "echo" }\n    dependsOn: [second]',
    /^sample\.yaml:20: steps\[0\]\.dependsOn: the steps wait for each other: first → second → first\. /,
  ],
  [
    "a reference inside a shell text",
    "echo $PARAM_DAYS",
    "echo {{params.days}}",
    /^sample\.yaml:19: steps\[0\]\.input: a shell command must not contain \{\{…\}\}\. Read \$STEPS/,
  ],
  [
    "a reference in a part of an argument",
    '"{{params.days}}"',
    '"days={{params.days}}"',
    /^sample\.yaml:25: steps\[1\]\.input: "days=\{\{params\.days\}\}": a reference must be a whole argument/,
  ],
  [
    "a reference to a parameter that is not there",
    '"{{params.days}}"',
    '"{{params.weeks}}"',
    /\{\{params\.weeks\}\}: there is no such parameter/,
  ],
  [
    "a reference to a step it does not wait for",
    "dependsOn: [first]",
    "dependsOn: []",
    /\{\{steps\.first\.output\}\}: not a single step it depends on/,
  ],
  ["a criterion that no step serves", "criteria: [done]", "criteria: []", /^sample\.yaml:12: criteria\[0\]: no step serves "done"/],
  ["a headline from nowhere", "headline: second", "headline: third", /^sample\.yaml:14: headline: there is no step "third"/],
  ["a shell word in an argv", "[printf,", '[printf, "|",', /"\|" is shell syntax/],
];

describe("readProcedures", () => {
  test("reads a recipe without fault", () => {
    expect(readContent("sample.yaml", sound, kinds)).toMatchObject({
      name: "sample",
      parameters: [{ name: "days", default: "3" }],
      steps: [{ id: "first" }, { id: "second" }],
    });
  });

  test.for(cases)("refuses %s, naming file, line, key and cure", ([, before, after, message]) => {
    expect(sound).toContain(before);

    expect(() => readContent("sample.yaml", sound.replace(before, after), kinds)).toThrow(message);
  });

  test("finds every bundled recipe unchanged since it was pinned", async () => {
    const files = (await readdir(bundledDirectory)).filter((name) => name.endsWith(".yaml"));

    expect(bundled.map(({ name, pinned }) => ({ name, pinned }))).toEqual(
      files.sort().map((file) => ({ name: file.replace(".yaml", ""), pinned: true })),
    );
  });

  test("no longer counts a recipe as pinned once a byte of it differs, or where it is not bundled", async () => {
    const directory = await mkdtemp(join(tmpdir(), "procedures-"));
    try {
      await cp(bundledDirectory, directory, { recursive: true });
      const file = join(directory, "run-tests.yaml");
      await writeFile(file, `${await readFile(file, "utf8")}# changed\n`);

      const changed = await readProcedures([{ path: directory, bundled: true }], kinds);
      const own = await readProcedures(
        [
          { path: bundledDirectory, bundled: true },
          { path: directory, bundled: false },
        ],
        kinds,
      );

      expect(changed.filter(({ pinned }) => !pinned).map(({ name }) => name)).toEqual(["run-tests"]);
      expect(own.map(({ pinned, path }) => ({ pinned, own: path.startsWith(directory) }))).toEqual(
        bundled.map(() => ({ pinned: false, own: true })),
      );
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  });

  test("says which directory cannot be read", async () => {
    await expect(readProcedures([{ path: "/nowhere/procedures", bundled: false }], kinds)).rejects.toThrow(
      /^\/nowhere\/procedures: .*cannot be read/,
    );
  });
});
