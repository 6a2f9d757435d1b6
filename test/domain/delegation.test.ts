import { describe, expect, test } from "vitest";
import { type AgentFacts, planDelegation } from "../../src/domain/delegation.ts";
import { nothing } from "../../src/domain/needs.ts";
import { agentWith, draftOf } from "./world.ts";

function chosen(asked: string | null, ...facts: readonly AgentFacts[]): readonly string[] | string {
  const planned = planDelegation(draftOf("a", { kind: "implement", agent: asked }), facts);
  return planned.ok ? planned.value.agents : planned.error;
}

const ana = agentWith("ana", { languages: ["typescript"], fallback: ["bob"] });
const bob = agentWith("bob", { languages: ["TypeScript", "go"], capabilities: ["tests"], fallback: ["cat"] });
const cat = agentWith("cat", { capabilities: ["docs"], fallback: ["ana"] });
const gone = agentWith("gone", { capabilities: ["docs"], lacking: "the sandbox has no program gone. Install it.", fallback: ["bob"] });

describe("who does a step", () => {
  test.each<[string, string | null, readonly string[]]>([
    ["is who is named, and then their fallbacks, however they lead round", "ana", ["ana", "bob", "cat"]],
    ["is everybody who has the capability", "capability:tests", ["bob", "cat", "ana"]],
    ["is everybody who knows the language, in the order of the configuration", "typescript", ["ana", "bob", "cat"]],
    ["is the first who can be used where nobody was asked for", null, ["ana", "bob", "cat"]],
    ["is whoever stands in for someone who cannot be used now", "gone", ["bob", "cat", "ana"]],
    ["is never someone who cannot be used now", "docs", ["cat", "bob", "ana"]],
  ])("%s", (_words, asked, expected) => {
    expect(chosen(asked, gone, ana, bob, cat)).toEqual(expected);
  });

  test("a name counts before a capability of the same word", () => {
    expect(chosen("docs", cat, agentWith("docs"))).toEqual(["docs"]);
  });

  test("nobody is told with who there is, or with how to have somebody", () => {
    expect(chosen("zoe", ana, cat)).toBe('there is no agent "zoe"; known: ana (typescript), cat (docs).');
    expect(chosen(null)).toContain("`agents` in the configuration");
    expect(chosen("gone", { ...gone, fallback: [] })).toBe("no agent can do it now: gone: the sandbox has no program gone. Install it.");
  });
});

describe("what is approved with a delegated step", () => {
  const net = (host: string) => ({ ...nothing, network: [host] });
  const plan = (needs = nothing, timeoutSeconds: number | null = null) => {
    const team = [
      agentWith("ana", { needs: net("a.example"), costMicros: 2, timeoutSeconds: 60, fallback: ["bob"] }),
      agentWith("bob", { needs: net("b.example"), costMicros: 5, timeoutSeconds: 900 }),
      agentWith("cat", { needs: net("c.example"), costMicros: null }),
    ];
    return planDelegation(draftOf("a", { kind: "implement", agent: "ana", needs, timeoutSeconds }), team);
  };

  test("is what everybody needs who may come to do it, and the most it may cost and take", () => {
    expect(plan()).toEqual({
      ok: true,
      value: {
        agents: ["ana", "bob"],
        needs: { ...nothing, writes: ["."], network: ["a.example", "b.example"] },
        costMicros: 5,
        timeoutSeconds: 900,
      },
    });
  });

  test("is the paths of the plan where it names some, and the whole workspace only where it does not", () => {
    expect(plan({ ...nothing, writes: ["src"] })).toMatchObject({ value: { needs: { writes: [] } } });
  });

  test("is the time of the plan where it names one", () => {
    expect(plan(nothing, 30)).toMatchObject({ value: { timeoutSeconds: 30 } });
  });

  test("has no estimate where one of them has none", () => {
    const team = [agentWith("ana", { costMicros: 2, fallback: ["bob"] }), agentWith("bob", { costMicros: null })];
    expect(planDelegation(draftOf("a", { agent: "ana" }), team)).toMatchObject({ value: { costMicros: null } });
  });
});
