import { describe, expect, test } from "vitest";
import { openCommands } from "../../src/commands/index.ts";
import { commandsOf } from "../../src/config/commands.ts";
import { splitCommand } from "../../src/model/command-line.ts";
import { wordsOf } from "../../src/steps/argv.ts";

const added = openCommands({
  programs: commandsOf({
    terraform: {
      subcommands: {
        plan: { options: ["-no-color", "-input=false", "-out=<path>"], arguments: ["path?"] },
        "state list": { arguments: ["name..."] },
      },
    },
    tflint: { options: ["--recursive", "--format=compact|json"], arguments: ["path..."] },
    git: { subcommands: { push: { options: ["--dry-run"], arguments: ["name", "revision"] }, log: { options: ["--oneline"] } } },
    bare: {},
  }),
  find: (names) => names.filter((name) => name !== "jq"),
  exact: [["yarn", "workspace", "api", "check"]],
});
const shapeOf = (command: string) => {
  const judged = added.judge(wordsOf(splitCommand(command)));
  return judged.known ? judged.shape : null;
};
const whyNot = (command: string) => {
  const judged = added.judge(wordsOf(splitCommand(command)));
  return judged.known ? null : judged.why;
};

describe("a schema of the operator's own", () => {
  test.each([
    ["terraform plan", "terraform plan"],
    ["terraform plan -no-color -input=false -out=plan.bin infra", "terraform plan"],
    ["terraform plan -out plan.bin", "terraform plan"],
    ["terraform state list one two", "terraform state list"],
    ["tflint --recursive --format=json modules", "tflint"],
    ["git push --dry-run origin main", "git push"],
    ["git log --oneline", "git log"],
    ["git --no-pager status", "git status"],
    ["bare", "bare"],
  ])("lets %s run", (command, shape) => expect(shapeOf(command)).toBe(shape));

  test.each([
    "terraform",
    "terraform apply",
    "terraform plan -input=true",
    "terraform plan --no-color",
    "terraform plan -no-col",
    "terraform plan -out=/etc/x",
    "terraform plan -var-file=x",
    "terraform plan a b",
    "terraform -chdir=/ plan",
    "terraform state rm x",
    "tflint --form=json",
    "tflint -- x",
    "tflint --config=x",
    "git push --force origin main",
    "git push --receive-pack=./x origin main",
    "bare x",
  ])("and nothing else: %s", (command) => expect(whyNot(command)).toMatch(/`shell` step/));

  test("stands instead of what is bundled for that subcommand", () => expect(whyNot("git log --stat")).toContain("--stat"));
});

test("a check of a space runs word for word, and in no other words", () => {
  expect(shapeOf("yarn workspace api check")).not.toBeNull();
  expect(whyNot("yarn workspace api check --fix")).not.toBeNull();
  expect(whyNot("yarn workspace web check")).not.toBeNull();
});

test("what the sandbox does not have is not run, and the planner is told only of what it has", () => {
  expect(whyNot("jq . a.json")).toBe('"jq" is not in the sandbox. Use what is there, or let a notify say what is missing.');
  expect(added.list.find((line) => line.startsWith("jq"))).toBeUndefined();
  expect(added.list).toContain("terraform plan|state list");
  expect(added.list.find((line) => line.startsWith("git "))).toMatch(/\bstash list\b.*\bpush\b/);
});
