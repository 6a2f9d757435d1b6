import { basename } from "node:path";
import { bridgePlace } from "../bridge.ts";
import { readKernelFile } from "../kernel-file.ts";
import type { Bind } from "../sandbox.ts";
import { places } from "./places.ts";

/** How the bridge runs in an image that may have neither Node nor its libraries: with ours, all of them, by their own loader. */
export type BridgeProgram = { readonly command: string; readonly binds: readonly Bind[] };

/** Our own Node with every library it has loaded (Linux: proc_pid_maps(5)). */
export function bridgeProgram(node: string): BridgeProgram {
  const mapped = readKernelFile("/proc/self/maps").matchAll(/ (\/\S+\/(?:ld|lib)[^/\s]*\.so[.\d]*)$/gm);
  const libraries = [...new Set([...mapped].map(([, path = ""]) => path))];
  const shown = (path: string) => `${places.libraries}/${basename(path)}`;
  const loader = libraries.find((path) => basename(path).startsWith("ld-"));
  const binds = libraries.map((source) => ({ source, target: shown(source), writable: false }));
  const command = loader === undefined ? bridgePlace.node : `${shown(loader)} --library-path ${places.libraries} ${bridgePlace.node}`;
  return { command, binds: [...binds, { source: node, target: bridgePlace.node, writable: false }] };
}
