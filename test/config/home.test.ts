import { describe, expect, test } from "vitest";
import { readEnvironment } from "../../src/config/environment.ts";
import { configFileOf, homeOf, layout } from "../../src/config/home.ts";

const user = { HOME: "/home/jo" };

describe("where things are", () => {
  test.each([
    ["a user's state", user, false, "/home/jo/.local/state/adjutant"],
    ["a user's own state directory", { ...user, XDG_STATE_HOME: "/data/state" }, false, "/data/state/adjutant"],
    ["a relative state directory, which counts as not set", { ...user, XDG_STATE_HOME: "state" }, false, "/home/jo/.local/state/adjutant"],
    ["root's state", { HOME: "/root", XDG_STATE_HOME: "/x" }, true, "/var/lib/adjutant"],
    ["a state that was named", { ...user, ADJUTANT_HOME: "/srv/adjutant/" }, false, "/srv/adjutant/"],
    ["a state below the user's home", { ...user, ADJUTANT_HOME: "~/adj" }, false, "/home/jo/adj"],
    ["an empty name, which counts as not set", { ...user, ADJUTANT_HOME: " " }, false, "/home/jo/.local/state/adjutant"],
  ])("%s", (_, env, root, home) => {
    expect(homeOf(readEnvironment(env, root))).toBe(home);
  });

  test.each([
    ["a user's", user, false, "/home/jo/.config/adjutant/adjutant.yaml"],
    ["root's", { HOME: "/root" }, true, "/etc/adjutant/adjutant.yaml"],
    ["one that was named", { ...user, ADJUTANT_CONFIG: "/srv/a.yaml" }, false, "/srv/a.yaml"],
  ])("the configuration file: %s", (_, env, root, file) => {
    expect(configFileOf(readEnvironment(env, root))).toBe(file);
  });

  test("everything of ours lies below the home", () => {
    for (const path of Object.values(layout("/srv/adjutant"))) expect(path.startsWith("/srv/adjutant")).toBe(true);
  });
});
