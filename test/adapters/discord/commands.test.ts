import { describe, expect, test } from "vitest";
import { applicationCommands, inviteUrl, sayingOf } from "../../../src/adapters/discord/commands.ts";
import { readSpoken } from "../../../src/domain/grammar.ts";

const given = (options: Readonly<Record<string, string>>) => new Map(Object.entries(options));

describe("a subcommand", () => {
  test.each([
    ["status", {}, { kind: "ask", what: "status" }],
    ["tasks", {}, { kind: "ask", what: "tasks" }],
    ["grants", {}, { kind: "ask", what: "grants" }],
    ["help", {}, { kind: "ask", what: "help" }],
    ["approve", {}, { kind: "decide", verb: "approve", number: null }],
    ["approve", { task: "4" }, { kind: "decide", verb: "approve", number: 4 }],
    ["reject", {}, { kind: "decide", verb: "reject", number: null, text: null }],
    ["reject", { task: "4", because: "too much" }, { kind: "decide", verb: "reject", number: 4, text: "too much" }],
    ["change", { what: "smaller", task: "4" }, { kind: "decide", verb: "change", number: 4, text: "smaller" }],
    ["stop", { task: "4" }, { kind: "command", command: "cancel", number: 4 }],
    ["pause", {}, { kind: "command", command: "pause", number: null }],
    ["resume", {}, { kind: "command", command: "resume", number: null }],
    ["proceed", {}, { kind: "command", command: "proceed", number: null }],
    ["assign", { person: "123", task: "4" }, { kind: "assign", to: "<@123>", number: 4 }],
    ["retry", { task: "4" }, { kind: "retry", number: 4 }],
    ["unlink", {}, { kind: "unlink" }],
    ["revoke", { grant: "grt_1" }, { kind: "revoke", grant: "grt_1" }],
    ["link", {}, { kind: "link", code: null }],
    ["link", { code: "abc" }, { kind: "link", code: "abc" }],
    ["claim", { code: "abc" }, { kind: "claim", code: "abc" }],
  ])("%s %j says what is understood", (name, options, spoken) => {
    expect(readSpoken(sayingOf(name, given(options)) ?? "")).toMatchObject(spoken);
  });

  test("ask says what was asked", () => {
    expect(sayingOf("ask", given({ what: "make it faster" }))).toBe("make it faster");
    expect(sayingOf("toString", given({}))).toBeNull();
  });
});

describe("the application's commands", () => {
  test("hold in servers, direct messages and for people who take the app along", () => {
    for (const command of applicationCommands("everywhere"))
      expect(command).toMatchObject({ contexts: [0, 1, 2], integration_types: [0, 1] });
  });

  test("of one server say nothing of where they hold, because Discord takes no word of it there", () => {
    const [command, ...more] = applicationCommands("server");
    expect([command, ...more].flatMap((one) => Object.keys(one ?? {}))).toEqual(["type", "name", "description", "options", "type", "name"]);
  });

  test("keep to the lengths and the order Discord takes", () => {
    type Loose = { name: string; description?: string; required?: boolean; options?: readonly Loose[] };
    const faults = ({ name, description, options = [] }: Loose): string[] => [
      ...(/^[-_\p{Ll}\p{N}]{1,32}$/u.test(name) ? [] : [`name ${name}`]),
      ...(description && description.length <= 100 ? [] : [`description of ${name}`]),
      ...(options.length > 25 ? [`options of ${name}`] : []),
      ...(options.some((one, at) => one.required && options.slice(0, at).some((other) => !other.required && !other.options))
        ? [`order in ${name}`]
        : []),
      ...options.flatMap(faults),
    ];
    const [typed, ofMessage]: Loose[] = JSON.parse(JSON.stringify(applicationCommands("everywhere")));
    expect(typed && faults(typed)).toEqual([]);
    expect(ofMessage?.name).toBe("Make this a task");
    expect(JSON.stringify(typed).length).toBeLessThan(8_000);
  });
});

test("the invitation asks for what is needed and nothing more", () => {
  const url = new URL(inviteUrl("900000000000000002"));
  expect([url.origin, url.pathname]).toEqual(["https://discord.com", "/oauth2/authorize"]);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: "900000000000000002",
    scope: "bot applications.commands",
    // View channels, send messages, attach files, read history, open public threads, send in threads.
    permissions: `${(1n << 10n) + (1n << 11n) + (1n << 15n) + (1n << 16n) + (1n << 35n) + (1n << 38n)}`,
  });
});
