import { randomBytes } from "node:crypto";
import { accept, type Checked } from "../refusal.ts";
import { callDocker, type Docker } from "./client.ts";
import { explain } from "./diagnosis.ts";

/** Containers of ours carry it; its value is the directory of the process they belong to. */
export const ownerLabel = "adjutant.owner";

/** A container as far as a run has to do with it. */
export type Container = {
  readonly name: string;
  /** Pid of its first process on this machine; null where it does not run. */
  findPid(): Promise<number | null>;
  /** Asks its command to end; says nothing when it is gone. */
  askToEnd(): Promise<void>;
  /** How its command ended; null where that cannot be told. */
  findEnd(): Promise<{ readonly exitCode: number; readonly ranOutOfMemory: boolean } | null>;
  /** Ends it at once, also one that is only being started, and forgets it. */
  remove(): Promise<void>;
};

/** Makes a container and starts nothing. */
export async function createContainer(docker: Docker, owner: string, args: readonly string[]): Promise<Checked<Container>> {
  const name = `adjutant-${randomBytes(8).toString("hex")}`;
  const made = await callDocker(docker, ["create", "--name", name, "--label", `${ownerLabel}=${owner}`, ...args]);
  const container = toContainer(docker, name);
  if (made.ok) return accept(container);
  await container.remove();
  return explain(made.stderr);
}

function toContainer(docker: Docker, name: string): Container {
  const inspect = async (what: string) => {
    const { ok, stdout } = await callDocker(docker, ["container", "inspect", "--format", what, name]);
    return ok ? stdout.trim().split(" ") : [];
  };
  // One after the other: the daemon answers at once where a removal is under way, and the container is still there.
  let removal: Promise<unknown> = Promise.resolve();
  const remove = async () => {
    removal = removal.then(() => callDocker(docker, ["rm", "--force", "--volumes", name]));
    await removal;
  };
  return {
    name,
    findPid: async () => Number((await inspect("{{.State.Pid}}"))[0] ?? 0) || null,
    askToEnd: async () => void (await callDocker(docker, ["kill", "--signal", "TERM", name])),
    findEnd: async () => {
      const [status, exitCode, full] = await inspect("{{.State.Status}} {{.State.ExitCode}} {{.State.OOMKilled}}");
      return status === "exited" ? { exitCode: Number(exitCode), ranOutOfMemory: full === "true" } : null;
    },
    remove,
  };
}
