import { z } from "zod";
import type { ModelTool } from "../../model/model.ts";
import type { Command } from "../../sandbox/sandbox.ts";
import type { StepContext } from "../step.ts";

const ListInput = z.object({ path: z.string().default("."), depth: z.number().int().min(1).max(6).default(2) });
const ReadInput = z.object({
  path: z.string(),
  from: z.number().int().min(1).default(1),
  lines: z.number().int().min(1).max(800).default(400),
});
const SearchInput = z.object({ pattern: z.string().min(1).max(300), path: z.string().default(".") });

type Argv = Command["argv"];

/** Directories that are never interesting and often huge. */
const skipped = [".git", "node_modules", ".venv", "__pycache__", "target"];

/**
 * What a model may do to read the workspace. Every call is one command in the step's sandbox, which is the boundary;
 * the checks of paths here only make for clearer answers. Plain POSIX programs: `rg` may not be there.
 */
export function readingTools(context: Pick<StepContext, "run" | "report">): readonly ModelTool[] {
  return [
    tool(context, "list_files", "List files and directories below a workspace path.", ListInput, ({ path, depth }) => [
      path,
      listArgv(path, depth),
    ]),
    tool(context, "read_file", "Read lines of a workspace text file, from a line on.", ReadInput, (input) => [input.path, readArgv(input)]),
    tool(context, "search", "Search the workspace for an extended regular expression; answers path:line:text.", SearchInput, (input) => [
      input.path,
      searchArgv(input),
    ]),
  ];
}

function tool<T>(
  context: Pick<StepContext, "run" | "report">,
  name: string,
  description: string,
  input: z.ZodType<T>,
  plan: (input: T) => readonly [string, Argv],
): ModelTool {
  return {
    name,
    description,
    input,
    run: async (given) => {
      const parsed = input.safeParse(given);
      if (!parsed.success)
        return `bad arguments: ${parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ")}`;
      const [path, argv] = plan(parsed.data);
      const refused = refusePath(path);
      if (refused !== null) return refused;
      context.report(`${name} ${path}`);
      return answerOf(await context.run({ argv }), path);
    },
  };
}

function listArgv(path: string, depth: number): Argv {
  const prune = skipped.flatMap((name, index) => (index === 0 ? ["-name", name] : ["-o", "-name", name]));
  return [
    "find",
    inside(path),
    "-maxdepth",
    `${depth}`,
    "(",
    ...prune,
    ")",
    "-prune",
    "-o",
    "-type",
    "d",
    "-printf",
    "%p/\\n",
    "-o",
    "-printf",
    "%p\\n",
  ];
}

function readArgv({ path, from, lines }: z.infer<typeof ReadInput>): Argv {
  return ["sed", "-n", `${from},${from + lines - 1}p;${from + lines}q`, "--", inside(path)];
}

function searchArgv({ pattern, path }: z.infer<typeof SearchInput>): Argv {
  const excluded = skipped.map((name) => `--exclude-dir=${name}`);
  return ["grep", "-rnIE", "--max-count=20", ...excluded, "-e", pattern, "--", inside(path)];
}

function answerOf(result: Awaited<ReturnType<StepContext["run"]>>, path: string): string {
  if (result.kind === "refused") return `not run: ${result.reason}`;
  if (result.kind === "killed") return `stopped (${result.by}); ask for less. So far:\n${result.output.text}`;
  const text = result.output.text.trimEnd();
  const cut = result.output.omittedBytes > 0 ? `\n(${result.output.omittedBytes} bytes in the middle left out; ask for less)` : "";
  return text === "" ? `nothing found in ${path}` : text + cut;
}

function refusePath(path: string): string | null {
  const wrong = path.startsWith("/") || path.split("/").includes("..") || /[\0\n\r]/.test(path);
  return wrong ? `${JSON.stringify(path)} is not a path inside the workspace: give a relative one without ..` : null;
}

/** `./` in front, so that a name that starts with a dash stays a name. */
function inside(path: string): string {
  return path === "" || path === "." ? "." : `./${path}`;
}
