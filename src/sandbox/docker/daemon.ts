import { z } from "zod";
import { accept, type Checked, refuse } from "../refusal.ts";
import { callDocker, type Docker } from "./client.ts";
import { explain } from "./diagnosis.ts";

const Info = z.object({
  ServerVersion: z.string(),
  OSType: z.string(),
  SecurityOptions: z.array(z.string()),
  MemoryLimit: z.boolean(),
  PidsLimit: z.boolean(),
  CpuCfsQuota: z.boolean(),
});

/** The version of the daemon, if it can hold everything that we ask of it. */
export async function checkDaemon(docker: Docker): Promise<Checked<string>> {
  const { ok, stdout, stderr } = await callDocker(docker, ["info", "--format", "{{json .}}"]);
  const info = Info.safeParse(readJson(stdout));
  // A client without its daemon answers with half of it and says why.
  if (!ok || !info.success) return explain(stderr);
  const { OSType, ServerVersion, SecurityOptions, MemoryLimit, PidsLimit, CpuCfsQuota } = info.data;
  const has = (name: string) => SecurityOptions.some((option) => option.split(",").includes(`name=${name}`));
  if (OSType !== "linux") return refuse(`the docker daemon runs ${OSType} containers`, "use a daemon with Linux containers");
  if (!has("seccomp")) return refuse("the docker daemon cannot filter system calls", "install a docker that was built with seccomp");
  if (has("rootless") || has("userns"))
    return refuse(
      "the docker daemon gives accounts other numbers than they have (rootless, or userns-remap), and files would belong to nobody",
      "use bubblewrap, or a daemon that does not",
    );
  const missing = [...(MemoryLimit ? [] : ["memory"]), ...(PidsLimit ? [] : ["pids"]), ...(CpuCfsQuota ? [] : ["cpu"])];
  if (missing.length === 0) return accept(ServerVersion);
  return refuse(
    `the docker daemon cannot limit ${missing.join(", ")}`,
    `boot the kernel with these cgroup controllers: ${missing.join(", ")}`,
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
