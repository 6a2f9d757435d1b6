import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { agentKinds } from "../../src/agents/index.ts";
import { commandAgent } from "../agents/bench.ts";
import { describeAgent } from "./agent.ts";

describeAgent("command", (behaviour, bench) => {
  switch (behaviour.does) {
    case "write":
      return commandAgent("writer", "cat > got.txt && echo written", bench);
    case "fail":
      return commandAgent("loser", "echo cannot do it; exit 1", bench);
    case "ask":
      return commandAgent("curious", "echo looked around; echo 'QUESTION: Which parser?'", bench);
    case "hang":
      return commandAgent("thinker", `sleep ${behaviour.marker}`, bench);
    case "miss":
      return commandAgent("ghost", "", bench, { command: ["no-such-agent"] });
  }
});

test("the registry of agent kinds names every folder once", async () => {
  const entries = await readdir(fileURLToPath(new URL("../../src/agents/", import.meta.url)), { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);

  expect([...agentKinds].sort()).toEqual(folders.sort());
});
