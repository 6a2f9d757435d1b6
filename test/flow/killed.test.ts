import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openProgram } from "../fixtures/program.ts";
import { makeRepository } from "../fixtures/repository.ts";
import { kill, startWorkerProcess } from "../fixtures/worker-processes.ts";
import { prepareGround } from "../orchestrator/naps.ts";
import { findProcesses, uniqueSleep } from "../sandbox/scene.ts";

/** Writes wherever it can and sleeps in a tree of processes, with a network that needs certificates; when it is run again, it only ends. */
function recipeOf(nap: string): string {
  return `
title: A nap
purpose: sleeps
triggers: [take a nap]
headline: nap
workspace: worktree
criteria:
  - { id: c1, text: it slept, must: true }
steps:
  - id: nap
    title: nap
    kind: shell
    needs: { writes: ["."], network: ["GET api.example.com/v1"] }
    criteria: [c1]
    input:
      command: |
        [ "$ADJUTANT_ATTEMPT" = 1 ] || { test ! -e scratch && echo again > kept; exit; }
        for place in . "$ARTIFACTS" /tmp "$HOME"; do echo x > "$place/scratch"; done
        sleep ${nap} & (setsid sleep ${nap}; true); wait
`;
}

/** The name of the directory of a run's proxy, as the run itself sees it mounted. */
async function placeOfRun(nap: string): Promise<string> {
  const [pid] = await findProcesses(`sleep\0${nap}`);
  const mounts = await readFile(`/proc/${pid}/mountinfo`, "utf8");
  return /^\S+ \S+ \S+ (\S*\/adjutant-net-\w+)\/proxy\.sock /m.exec(mounts)?.[1]?.split("/").at(-1) ?? "no network";
}

/** Where places of runs lie: a name of ours there, or a socket of that name that somebody still has. */
async function findPlaces(name: string): Promise<readonly string[]> {
  const listed = await Promise.all([...new Set(["/tmp", tmpdir()])].map((directory) => readdir(directory)));
  const sockets = (await readFile("/proc/net/unix", "utf8")).split("\n");
  return [...listed.flat(), ...sockets].filter((one) => one.includes(name));
}

test("a worker that is killed in the middle of a step leaves nothing on the machine once another one was started", async () => {
  const nap = uniqueSleep();
  const { env, home } = await prepareGround(recipeOf(nap));
  const repository = await makeRepository(await mkdtemp(join(tmpdir(), "adjutant-killed-")));
  await repository.commit("one", { "a.txt": "one" });
  const program = await openProgram(env, home);
  onTestFinished(async () => {
    await program.close();
    await rm(repository.path, { recursive: true, force: true });
  });
  const processes = () => findProcesses(`sleep\0${nap}`);
  const first = await startWorkerProcess(env);
  const talk = await program.ask("take a nap", { source: repository.path });
  await talk.decide("approve");
  await talk.until((task) => task.plan?.steps[0]?.status === "awaiting_confirmation");
  await talk.decide("approve");
  await expect.poll(processes, { timeout: 60_000 }).toHaveLength(2);
  const place = await placeOfRun(nap);
  expect(await findPlaces(place)).not.toEqual([]);

  await kill(first);
  await expect.poll(processes).toEqual([]);
  await startWorkerProcess(env);
  const asked = await talk.rest();
  expect(asked.approvals.at(-1)?.title).toMatch(/was interrupted and may have happened already/);
  await expect.poll(() => findPlaces(place)).toEqual([]);
  const mounts = await readFile("/proc/self/mountinfo", "utf8");
  expect([place, home, repository.path].filter((path) => mounts.includes(path))).toEqual([]);

  await talk.decide("approve");
  expect(await talk.until((task) => task.ending !== null)).toMatchObject({ stage: "completed" });
  const left = async () => (await readdir(home, { recursive: true })).filter((path) => /scratch|attempts|checkouts/.test(path));
  await expect.poll(left).toEqual([]);
  expect((await readdir(home, { recursive: true })).filter((path) => path.endsWith("/files/kept"))).toHaveLength(1);
});
