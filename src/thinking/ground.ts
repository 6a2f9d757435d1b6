import type { AgentFacts } from "../domain/delegation.ts";
import type { Task } from "../domain/task.ts";
import type { Ground } from "../model/prompts/ground.ts";
import { listFiles, openFiles } from "../workspace/files.ts";

/** What a plan may build on that does not depend on the task: taken from the registries. */
export type StandingGround = Pick<Ground, "procedures" | "binaries" | "commands" | "secrets"> & {
  /** `delegates`: it needs an agent. */
  readonly stepKinds: readonly (Ground["stepKinds"][number] & { readonly delegates: boolean })[];
};

/** Files whose text tells how a project is built and tested. */
const manifests: readonly string[] = [
  "package.json",
  "Makefile",
  "pyproject.toml",
  "setup.cfg",
  "Cargo.toml",
  "go.mod",
  "pom.xml",
  "build.gradle",
  "README.md",
];

/** The ground truth of one task: its repository's real listing and manifests (product: 2.3, no invented paths). */
export async function groundOf(task: Task, standing: StandingGround, facts: readonly AgentFacts[]): Promise<Ground> {
  const { source } = task.place;
  const agents = facts.filter((one) => one.lacking === null).map(agentOf);
  // What nobody could do is not offered.
  const stepKinds = standing.stepKinds.filter((kind) => agents.length > 0 || !kind.delegates);
  const ground = { ...standing, stepKinds, agents, episodes: [], facts: [] };
  if (source === null) return { ...ground, files: [], manifests: [] };
  const reader = openFiles(source);
  const texts = await Promise.all(manifests.map(async (path) => ({ path, text: await reader.read(path) })));
  const found = texts.flatMap(({ path, text }) => (text === null ? [] : [{ path, text }]));
  return { ...ground, files: await listFiles(source), manifests: found };
}

function agentOf({ name, capabilities, languages }: AgentFacts): Ground["agents"][number] {
  return { name, capabilities: [...languages, ...capabilities] };
}
