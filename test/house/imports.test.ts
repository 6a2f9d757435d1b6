import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { growTree, layTree, repository, run, runScript } from "./scratch.ts";

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

  /** What is refused, the file that does it, its text, and the rule that says so. */
  const crimes: readonly (readonly [string, string, string, string])[] = [
    ["the domain reaching for the store", "src/domain/a.ts", `import "../store/rows.ts";`, "domain (not in its line"],
    ["the domain reaching for Node", "src/domain/b.ts", `import "node:fs";`, "domain-is-pure"],
    ["the domain reaching for a package", "src/domain/c.ts", `import "postgres";`, "domain-knows-zod-only"],
    ["openai outside its folder", "src/orchestrator/a.ts", `import "openai";`, "home-of-openai"],
    ["execa outside sandbox and host", "src/steps/shell/a.ts", `import "execa";`, "home-of-execa"],
    ["a Slack client outside its folder", "src/cli/a.ts", `import "@slack/bolt";`, "home-of-slack"],
    ["a Discord client outside its folder", "src/cli/b.ts", `import type {} from "discord.js";`, "home-of-discordjs"],
    ["a package nobody listed", "src/cli/c.ts", `import "lodash";`, "listed-packages-only"],
    ["a program started past the host", "src/cli/d.ts", `import "node:child_process";`, "programs-run-in-two-places"],
    ["one member reaching for another", "src/steps/shell/b.ts", `import "../ask/ask.ts";`, "steps-members (not in its line"],
    ["a member reaching for its registry", "src/steps/ask/a.ts", `import "../index.ts";`, "steps-members (not in its line"],
    ["more than a type of a contract", "src/orchestrator/b.ts", `import { named } from "../steps/step.ts";`, "orchestrator-types"],
    ["a registry used by the orchestrator", "src/orchestrator/c.ts", `import "../steps/index.ts";`, "orchestrator (not in its line"],
    ["more than the App's type in a command", "src/cli/e.ts", `import { app } from "../app.ts";`, "cli-types"],
    ["the app imported from below", "src/store/a.ts", `import type {} from "../app.ts";`, "app-is-the-root"],
    ["what is imported inside a `using`", "src/cli/f.ts", `{ using it = await import("../steps/ask/ask.ts"); }`, "cli (not in its line"],
    ["a circle made of types only", "src/domain/d.ts", `import type {} from "./e.ts";`, "no-circles"],
    ["an import that leads nowhere", "src/cli/g.ts", `import "./gone.ts";`, "no-dead-ends"],
    ["a test imported by the product", "src/cli/h.ts", `import "../../test/fixture.ts";`, "src-stands-alone"],
    ["a part without a line in the table", "src/cli/i.ts", `import "../sundries/box.ts";`, "listed-places-only"],
    ["a folder called helpers", "src/cli/helpers/show.ts", nothing, "no folder or file is called"],
    ["a file called utils", "test/utils.ts", nothing, "no folder or file is called"],
  ];

  describe("refuses", () => {
    const tree = growTree({
      ...lawful,
      "src/domain/e.ts": `import type {} from "./d.ts";\n`,
      "src/sundries/box.ts": nothing,
      "test/fixture.ts": nothing,
      ...Object.fromEntries(
        ["openai", "execa", "@slack/bolt", "discord.js", "lodash", "postgres"].flatMap((name) => Object.entries(somePackage(name))),
      ),
      ...Object.fromEntries(crimes.map(([, file, text]) => [file, text])),
    });
    const { exitCode, stderr } = runScript("imports.ts", tree.root);
    tree.remove();

    test.each(crimes)("%s", (_, file, _text, rule) => {
      const said = stderr.split("\n").filter((line) => line.startsWith(`${file} →`) || line.startsWith(`${file}:`));
      expect(said.join("\n")).toContain(rule);
      expect(exitCode).toBe(1);
    });
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
        if (name.startsWith("@swc/core") && context.parentURL.includes("dependency-cruiser")) throw new Error("not installed");
        return next(name, context);
      } });`;
    const tree = layTree({ ...lawful, "hide.mjs": withoutParser });
    const { exitCode, stderr } = run([process.execPath, "--import", join(tree, "hide.mjs"), join(repository, "script/imports.ts")], tree);
    expect(stderr).toContain("no parser for TypeScript");
    expect(exitCode).toBe(1);
  });
});
