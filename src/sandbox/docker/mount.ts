import type { Account, Bind } from "../sandbox.ts";

/** The arguments that show a directory or a file of the host; what is mounted below it on the host is not shown. */
export function bindMount({ source, target, writable }: Bind): readonly string[] {
  const fields = ["type=bind", `source=${source}`, `target=${target}`, "bind-nonrecursive", "bind-propagation=rprivate"];
  return ["--mount", [...fields, ...(writable ? [] : ["readonly"])].map(quote).join(",")];
}

/** The arguments that put an empty directory, which nobody can write, over what the image or the daemon has there. */
export function emptied(target: string): readonly string[] {
  return ["--mount", `type=tmpfs,destination=${target},tmpfs-size=4096,tmpfs-mode=0755,readonly`];
}

/** The arguments for a place in memory that the command may write. */
export function scratch(target: string, mode: string, owner: Pick<Account, "gid" | "uid">): readonly string[] {
  return ["--tmpfs", `${target}:rw,exec,nosuid,nodev,size=${256 * 1024 ** 2},mode=${mode},uid=${owner.uid},gid=${owner.gid}`];
}

/** docker reads a mount as a line of comma-separated values (RFC 4180). */
function quote(field: string): string {
  return /[",\n\r]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
