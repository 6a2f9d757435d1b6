import { readFileSync } from "node:fs";
import { type Refusal, refuse } from "./refusal.ts";

/** A real path of the host that was checked, and where it is to appear inside. */
export type Shown = { readonly source: string; readonly target: string };

/** One line of a mountinfo file: where a mount is, and which part of which file system it shows. */
type Mount = { readonly point: string; readonly root: string; readonly device: string };

/**
 * Whether a sandbox that was set up, and whose command has not begun, shows what was checked and nothing else in its place: between the check and the mount another run
 * may have put a link where a directory was. Mounts do not change any more, and each tells what it really shows. What is expected
 * is found out when this is called; what it returns is asked once the sandbox's first process has set everything up.
 */
export function expectShown(shown: readonly Shown[]): (first: number) => Refusal | null {
  const ours = readMounts("self");
  const expected = new Map(shown.flatMap((one) => expectedOf(ours, one)));
  return (first) => {
    const there = new Map(readMounts(String(first)).map(({ point, ...mount }) => [point, nameOf(mount)]));
    const strange = [...there].find(([point, name]) => lies(point, "/workspace") && expected.get(point) !== name);
    const wrong = strange?.[0] ?? shown.find(({ target }) => there.get(target) !== expected.get(target))?.target;
    if (wrong === undefined) return null;
    return refuse(
      `what was to be shown as ${wrong} was replaced while the sandbox was set up`,
      "run it again; nothing may move files in the workspace meanwhile",
    );
  };
}

/** What a source looks like when it is mounted, with what is mounted below it. */
function expectedOf(mounts: readonly Mount[], { source, target }: Shown): readonly (readonly [string, string])[] {
  const around = mounts
    .filter(({ point }) => lies(source, point))
    .reduce((best, one) => (one.point.length >= best.point.length ? one : best));
  const own = { device: around.device, root: join(around.root, source.slice(around.point === "/" ? 0 : around.point.length)) };
  const below = mounts.filter(({ point }) => point !== source && lies(point, source));
  return [[target, nameOf(own)], ...below.map((one) => [target + one.point.slice(source.length), nameOf(one)] as const)];
}

function nameOf({ device, root }: Pick<Mount, "device" | "root">): string {
  return `${device} ${root}`;
}

function join(root: string, rest: string): string {
  return root === "/" ? rest || "/" : root + rest;
}

function lies(path: string, tree: string): boolean {
  return tree === "/" || path === tree || path.startsWith(`${tree}/`);
}

/** The mounts a process sees; of those at one place the last one counts. Readable for everybody (Linux: proc_pid_mountinfo(5)). */
function readMounts(pid: string): readonly Mount[] {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => {
    const [, , device = "", root = "", point = ""] = line.split(" ").map(decode);
    return { device, root, point };
  });
}

/** Blanks, tabs, newlines and backslashes are written as three octal digits. */
function decode(field: string): string {
  return field.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
