import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { isAlive, isGone, nameOwner } from "../../src/orchestrator/owner.ts";

/** A process that lives until its input ends. */
function startProcess() {
  const child = spawn(process.execPath, ["-e", "process.stdin.resume()"], { stdio: ["pipe", "ignore", "ignore"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

test("a living owner is not gone, and one whose process ended is", async () => {
  const child = startProcess();
  await once(child, "spawn");
  const owner = nameOwner("here", child.pid);
  expect([isGone(nameOwner("here"), "here"), isGone(owner, "here")]).toEqual([false, false]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isGone(owner, "here")).toBe(true);
});

test("an owner is known to live only while its process is seen under exactly its name", async () => {
  const child = startProcess();
  await once(child, "spawn");
  const owner = nameOwner("here", child.pid);
  const others = [`${owner} broke`, owner.replace(/\d+$/, "1"), owner.replace("here", "there"), "here", ""];
  expect([isAlive(nameOwner("here"), "here"), isAlive(owner, "here")]).toEqual([true, true]);
  expect(others.filter((other) => isAlive(other, "here"))).toEqual([]);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(isAlive(owner, "here")).toBe(false);
});

test("a process that has only the same number is somebody else", () => {
  const [host, namespace, pid, started] = nameOwner("here").split(" ");
  expect(isGone(`${host} ${namespace} ${pid} ${Number(started) + 1}`, "here")).toBe(true);
});

test("nothing is known of owners on other machines, or in other process namespaces of this one", () => {
  const [, namespace = "", pid, started] = nameOwner("here").split(" ");
  expect(isGone(`there ${namespace} 1 1`, "here")).toBe(false);
  const [boot] = namespace.split("/");
  expect(isGone(`here ${boot}/pid:[1] ${pid} ${started}`, "here")).toBe(false);
});

test("of owners of another boot nothing is known: two machines may share a home", () => {
  const [host, namespace = "", pid, started] = nameOwner("here").split(" ");
  const other = namespace.replace(/^[^/]*/, "00000000-0000-0000-0000-000000000000");
  expect(isGone(`${host} ${other} ${pid} ${started}`, "here")).toBe(false);
});

test("a number that nobody has is nobody, and without a namespace nothing is proven", () => {
  const [, namespace] = nameOwner("here").split(" ");
  // Above the highest number Linux gives.
  expect(isGone(`here ${namespace} 4194305 1`, "here")).toBe(true);
  expect(isGone("here local 4194305 1", "here")).toBe(false);
});

test("what is no owner's name is never judged", () => {
  for (const owner of ["", "here", "here x"]) expect(isGone(owner, "here")).toBe(false);
});
