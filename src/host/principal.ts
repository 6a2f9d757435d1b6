import { userInfo } from "node:os";
import type { Principal } from "../domain/principal.ts";

/** The operating-system user who runs this process: the terminal's principal. Containers run as users that no password file knows. */
export function terminalPrincipal(): Principal {
  const id = String(process.getuid?.() ?? "");
  try {
    return { channel: "terminal", id, name: userInfo().username, groups: [] };
  } catch {
    return { channel: "terminal", id, name: `uid ${id}`, groups: [] };
  }
}
