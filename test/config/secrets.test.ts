import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { readSecrets } from "../../src/config/secrets.ts";

const env = {
  OPENAI_API_KEY: " sk-value-of-key ",
  DATABASE_URL: "postgres://user:p%40ssw0rd@db/x",
  ADJUTANT_SECRET_DEPLOY: "deploy-value",
  ADJUTANT_SECRET_API: "api-value",
  SLACK_BOT_TOKEN: "",
  CLOUD_ACCESS_KEY: "foreign-access-key",
  SSH_PRIVATE_KEY: "/home/jo/.ssh/id",
  PATH: "/usr/bin:/bin:/sbin",
};
const secrets = readSecrets(env);

describe("secrets", () => {
  test("are told one by one, by name", () => {
    expect(secrets.token("OPENAI_API_KEY")).toBe("sk-value-of-key");
    expect(secrets.token("SLACK_BOT_TOKEN")).toBeNull();
    expect(secrets.names).toEqual(["API", "DEPLOY"]);
    expect(secrets.value("DEPLOY")).toBe("deploy-value");
    expect(secrets.value("OPENAI_API_KEY")).toBeNull();
  });

  test("are never shown whole, however the object is printed", () => {
    const printed = [
      String(secrets),
      JSON.stringify({ secrets }),
      inspect(secrets, { depth: 9, showHidden: true }),
      inspect({ secrets }),
      `${secrets}`,
    ];
    for (const text of printed) {
      expect(text).toContain("[secrets]");
      expect(text).not.toContain("value");
    }
    expect(JSON.stringify({ ...secrets })).not.toContain("value");
  });

  test("what must be redacted holds them all, others' secrets too, and the database's password instead of its address", () => {
    expect(secrets.redactions()).toEqual({
      CLOUD_ACCESS_KEY: "foreign-access-key",
      OPENAI_API_KEY: "sk-value-of-key",
      DATABASE_PASSWORD: "p@ssw0rd",
      DATABASE_URL: "p%40ssw0rd",
      DEPLOY: "deploy-value",
      API: "api-value",
    });
  });

  test.each([
    [{ ADJUTANT_SECRET_PIN: "1234" }, "ADJUTANT_SECRET_PIN: expected at least 6 characters, got 4"],
    [{ "ADJUTANT_SECRET_a-b": "long enough" }, 'ADJUTANT_SECRET_a-b: expected a name of capital letters, digits and _, got "a-b"'],
  ])("one that could not be kept is refused without telling it: %j", (bad, message) => {
    expect(() => readSecrets(bad)).toThrow(message);
    expect(() => readSecrets(bad)).not.toThrow('1234"');
  });
});
