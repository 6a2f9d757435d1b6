import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { layTree, repository, run, runScript } from "./scratch.ts";

const nothing = "export {};\n";
const somePackage = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, version: "1.0.0", main: "index.js" }),
  [`node_modules/${name}/index.js`]: "exports.it = 1;\n",
});

/** A small product that keeps every rule. */
const lawful = {
  "src/main.ts": `import { app } from "./app.ts";\nimport { show } from "./cli/show.ts";\nshow(app);\n`,
  "src/app.ts": `import { work } from "./orchestrator/work.ts";\nimport { kinds } from "./steps/index.ts";\nexport const app = { work, kinds };\nexport type App = typeof app;\n`,
  "src/cli/show.ts": `import type { App } from "../app.ts";\nexport const show = (app: App) => app;\n`,
  "src/domain/task.ts": "export type Task = string;\nexport const first = 1;\n",
  "src/orchestrator/work.ts": `import { first } from "../domain/task.ts";\nimport type { Step } from "../steps/step.ts";\nexport const work = (step: Step) => [step, first];\n`,
  "src/steps/step.ts": `import type { Task } from "../domain/task.ts";\nexport type Step = Task;\nexport const named = 1;\n`,
  "src/steps/index.ts": `import { shell } from "./shell/shell.ts";\nexport const kinds = [shell];\n`,
  "src/steps/shell/shell.ts": `import type { Step } from "../step.ts";\nexport const shell: Step = "shell";\n`,
  "src/steps/ask/ask.ts": nothing,
  "src/store/rows.ts": nothing,
};

describe("the import table", () => {
  test("passes a product that keeps it", () => {
    const { exitCode, stderr, stdout } = runScript("imports.ts", layTree(lawful));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("10 modules");
  });

  test.each<[string, string, string, string]>([
    ["the domain reaching for the store", "src/domain/task.ts", `import "../store/rows.ts";`, "domain (not in its line"],
    ["the domain reaching for Node", "src/domain/task.ts", `import "node:fs";`, "domain-is-pure"],
    ["the domain reaching for a package", "src/domain/task.ts", `import "postgres";`, "domain-knows-zod-only"],
    ["openai outside its folder", "src/orchestrator/work.ts", `import "openai";`, "home-of-openai"],
    ["execa outside sandbox and host", "src/steps/shell/shell.ts", `import "execa";`, "home-of-execa"],
    ["a Slack client outside its folder", "src/cli/show.ts", `import "@slack/bolt";`, "home-of-slack"],
    ["a Discord client outside its folder", "src/cli/show.ts", `import type {} from "discord.js";`, "home-of-discordjs"],
    ["a package nobody listed", "src/cli/show.ts", `import "lodash";`, "listed-packages-only"],
    ["a program started past the host", "src/cli/show.ts", `import "node:child_process";`, "programs-run-in-two-places"],
    ["one member reaching for another", "src/steps/shell/shell.ts", `import "../ask/ask.ts";`, "steps-members (not in its line"],
    ["a member reaching for its registry", "src/steps/ask/ask.ts", `import "../index.ts";`, "steps-members (not in its line"],
    ["more than a type of a contract", "src/orchestrator/work.ts", `import { named } from "../steps/step.ts";`, "orchestrator-types"],
    ["a registry used by the orchestrator", "src/orchestrator/work.ts", `import "../steps/index.ts";`, "orchestrator (not in its line"],
    ["more than the App's type in a command", "src/cli/show.ts", `import { app } from "../app.ts";`, "cli-types"],
    ["the app imported from below", "src/store/rows.ts", `import type {} from "../app.ts";`, "app-is-the-root"],
    ["a circle made of types only", "src/domain/other.ts", `import type {} from "./circle.ts";`, "no-circles"],
    ["an import that leads nowhere", "src/cli/show.ts", `import "./gone.ts";`, "no-dead-ends"],
    ["a test imported by the product", "src/cli/show.ts", `import "../../test/fixture.ts";`, "src-stands-alone"],
    ["a part without a line in the table", "src/cli/show.ts", `import "../sundries/box.ts";`, "listed-places-only"],
    ["a folder called helpers", "src/cli/helpers/show.ts", nothing, "no folder or file is called"],
    ["a file called utils", "test/utils.ts", nothing, "no folder or file is called"],
  ])("refuses %s", (_, file, line, rule) => {
    const tree = layTree({
      ...lawful,
      "src/domain/circle.ts": `import type {} from "./other.ts";\n`,
      "src/domain/other.ts": nothing,
      "src/sundries/box.ts": nothing,
      "test/fixture.ts": nothing,
      ...Object.fromEntries(
        ["openai", "execa", "@slack/bolt", "discord.js", "lodash", "postgres"].flatMap((name) => Object.entries(somePackage(name))),
      ),
      [file]: `${line}\n${(lawful as Record<string, string>)[file] ?? ""}`,
    });
    const { exitCode, stderr } = runScript("imports.ts", tree);
    expect(stderr).toContain(rule);
    expect(exitCode).toBe(1);
  });

  test("refuses to pass when there was nothing to look at", () => {
    const { exitCode, stderr } = runScript("imports.ts", layTree({ "README.md": "" }));
    expect(stderr).toContain("nothing was checked");
    expect(exitCode).toBe(1);
  });

  test("refuses to pass when its parser is missing", () => {
    const withoutParser = `
      import { registerHooks } from "node:module";
      registerHooks({ resolve(name, context, next) {
        if (name.startsWith("@swc/core")) throw new Error("not installed");
        return next(name, context);
      } });`;
    const tree = layTree({ ...lawful, "hide.mjs": withoutParser });
    const { exitCode, stderr } = run([process.execPath, "--import", join(tree, "hide.mjs"), join(repository, "script/imports.ts")], tree);
    expect(stderr).toContain("no parser for TypeScript");
    expect(exitCode).toBe(1);
  });
});
