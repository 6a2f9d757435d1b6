import { describe, expect, test } from "vitest";
import { isEnded, type Task } from "../../src/domain/task.ts";
import { models } from "./models.ts";
import { astray, explore, story } from "./search.ts";

/** `full`, light and recited tasks fail by rule once a step or a check failed for good (product: 2.7); no good will undoes that. */
function isPastCure({ plan, verification, autonomy, light, procedure }: Task): boolean {
  const failed = plan?.steps.some((step) => step.status === "failed" || step.status === "skipped") ?? false;
  const found = [verification, ...(plan?.steps ?? []).map((step) => step.verification)];
  const red = found.some((one) => one?.checks.some((check) => check.state === "failed"));
  return (failed || red) && (autonomy === "full" || light || procedure !== null);
}

describe("no dead end in any state there is", () => {
  test.each(models)("$name", { timeout: 900_000 }, ({ name, task, context, alphabet }) => {
    const graph = explore(task, context, alphabet);
    const { nodes, wrong } = graph;
    const tell = (lost: readonly number[]) => lost.slice(0, 5).map((at) => story(nodes, at));
    console.log(`${name}: ${nodes.length} states`);
    // In each of them somebody works, a timer is set, or a person is asked with an expiry; nothing runs unasked, twice or too early.
    expect(wrong).toEqual([]);
    // Whatever the world comes back with: when people stay silent, it ends.
    const silence = astray(
      graph,
      ({ turn }) => turn.of !== "person",
      (node) => isEnded(node.task.stage),
    );
    expect(tell(silence)).toEqual([]);
    // However their help is ordered: when people help and the world does, it completes.
    const kindness = astray(
      graph,
      ({ turn }) => turn.kind,
      (node) => node.task.stage === "completed" || isPastCure(node.task),
    );
    expect(tell(kindness.filter((at) => nodes.slice(at, at + 1).every((node) => !isEnded(node.task.stage))))).toEqual([]);
  });
});
