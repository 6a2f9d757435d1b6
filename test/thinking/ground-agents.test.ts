import { expect, test } from "vitest";
import { groundOf } from "../../src/thinking/ground.ts";
import { agentWith, taskWith } from "../domain/world.ts";

const kinds = [
  { name: "shell", purpose: "runs", delegates: false },
  { name: "implement", purpose: "delegates", delegates: true },
];
const standing = { procedures: [], binaries: [], commands: [], secrets: [], stepKinds: kinds };
const task = taskWith({ place: { source: null, kind: "copy", base: null } });

test("a planner is told of agents that can be used, with what they can do", async () => {
  const team = [agentWith("ana", { languages: ["go"], capabilities: ["tests"] }), agentWith("gone", { lacking: "not there" })];
  const ground = await groundOf(task, standing, team);

  expect(ground.agents).toEqual([{ name: "ana", capabilities: ["go", "tests"] }]);
  expect(ground.stepKinds.map(({ name }) => name)).toEqual(["shell", "implement"]);
});

test("a planner is not offered to delegate where nobody could do it", async () => {
  for (const team of [[], [agentWith("gone", { lacking: "not there" })]]) {
    const ground = await groundOf(task, standing, team);
    expect(ground.stepKinds.map(({ name }) => name)).toEqual(["shell"]);
  }
});
