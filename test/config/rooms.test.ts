import { describe, expect, test } from "vitest";
import { spaceOfRoom } from "../../src/config/rooms.ts";
import type { SpaceConfig } from "../../src/config/settings.ts";
import { defaultPolicy } from "../../src/domain/policy.ts";

const space = (name: string, ...rooms: readonly string[]): SpaceConfig => {
  const rest = { path: `/${name}`, workspace: null, autonomy: null, checks: null, setup: null };
  return { name, rooms, ...rest, policy: defaultPolicy };
};
const spaces = [
  space("rest", "slack:*"),
  space("shop", "slack:C1"),
  space("other", "slack:T2/C1", "discord:9"),
  space("bank", "slack:T3/*"),
];

describe("the space of a room", () => {
  test.each([
    ["its own name", { channel: "slack", workspace: "T1", room: "C1" }, "shop"],
    ["its workspace's name before its own", { channel: "slack", workspace: "T2", room: "C1" }, "other"],
    ["all of its workspace", { channel: "slack", workspace: "T3", room: "C9" }, "bank"],
    ["its own name before all of its workspace", { channel: "slack", workspace: "T3", room: "C1" }, "shop"],
    ["the rest of its channel", { channel: "slack", workspace: "T1", room: "D7" }, "rest"],
    ["its own name on another channel", { channel: "discord", workspace: "g", room: "9" }, "other"],
    ["nobody", { channel: "discord", workspace: "g", room: "C1" }, undefined],
  ] as const)("is found by %s", (_, address, name) => {
    expect(spaceOfRoom(spaces, address)?.name).toBe(name);
  });
});
