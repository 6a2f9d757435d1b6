import { searchPath } from "./programs.ts";
import { accept, type Checked, refuse } from "./refusal.ts";

/** What every command finds. Nothing of our own environment is passed on. */
const fixed: Readonly<Record<string, string>> = {
  PATH: searchPath.join(":"),
  HOME: "/home/agent",
  USER: "agent",
  LOGNAME: "agent",
  SHELL: "/bin/sh",
  TMPDIR: "/tmp",
  LANG: "C.UTF-8",
};

/**
 * Names a step may not set: where programs and rc files are found (PATH, HOME), and what makes the dynamic loader, the C library or
 * a shell run code of the step's choosing, or behave in another way, in the launcher, before the limits are in place. A command that
 * needs one of them sets it itself (`env NAME=…`).
 */
const reserved =
  /^(PATH|HOME|LD_.*|GCONV_PATH|LOCPATH|NLSPATH|GLIBC_TUNABLES|MALLOC_.*|BASH_.*|SHELLOPTS|BASHOPTS|GLOBIGNORE|POSIXLY_CORRECT|ENV|IFS|PS4|TMOUT|CDPATH)$/;
const wellFormed = /^[A-Z_a-z][A-Z0-9_a-z]*$/;

/** The whole environment of a command: ours, with the step's added. */
export function checkEnvironment(env: Readonly<Record<string, string>>): Checked<Readonly<Record<string, string>>> {
  for (const [name, value] of Object.entries(env)) {
    if (!wellFormed.test(name))
      return refuse(`${JSON.stringify(name)} is not a name for an environment variable`, "use letters, digits and _");
    if (reserved.test(name)) return refuse(`a step may not set ${name}`, "set it in the command itself if it needs to");
    if (value.includes("\0")) return refuse(`the value of ${name} contains a NUL byte`, "remove it, or pass the value in a file");
  }
  return accept({ ...fixed, ...env });
}
