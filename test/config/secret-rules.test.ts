import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readConfig } from "../../src/config/config.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import { secretFactsOf } from "../../src/config/secret-rules.ts";
import { readSecrets } from "../../src/config/secrets.ts";

function read(text: string) {
  const directory = mkdtempSync(join(tmpdir(), "adjutant-config-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, "adjutant.yaml");
  writeFileSync(file, text);
  return readConfig(readEnvironment({ ADJUTANT_CONFIG: file, HOME: directory }));
}

test("what the file says of secrets: where each may go and how", () => {
  const { secretRules } = read(`secrets:
  STRIPE_KEY: { domains: [POST api.stripe.com/v1/*], header: "Authorization: Bearer {value}" }
  TOKEN: { domains: [api.example.com, "api.example.com:8443"], env: API_TOKEN }
  MODEL: { base_url: { env: MODEL_URL, upstream: "https://api.example.com/v1/", header: "x-api-key: {value}" } }
`);
  expect(secretRules).toEqual([
    {
      name: "STRIPE_KEY",
      destinations: ["POST api.stripe.com/v1/*"],
      header: { name: "authorization", form: "Bearer {value}" },
      env: "STRIPE_KEY",
      service: null,
    },
    { name: "TOKEN", destinations: ["api.example.com", "api.example.com:8443"], header: null, env: "API_TOKEN", service: null },
    {
      name: "MODEL",
      destinations: ["api.example.com:443/v1/*"],
      header: { name: "x-api-key", form: "{value}" },
      env: "MODEL",
      service: { env: "MODEL_URL", host: "api.example.com", port: 443, path: "/v1" },
    },
  ]);
});

test.each([
  ["KEY: {}", "secrets.KEY: expected where it may go, got nothing. Write domains: [api.example.com], or base_url."],
  ["key: { domains: [a.example.com] }", 'expected a name of capital letters, digits and _, got "key". Rename it.'],
  ["KEY: { domains: [127.0.0.1] }", "is an IP address; write the name of the host."],
  ["KEY: { domains: [a.example.com], env: LD_PRELOAD }", 'expected a variable of its own, got "LD_PRELOAD". Write env: KEY.'],
  ["KEY: { domains: [a.example.com], env: HTTPS_PROXY }", "expected a variable of its own"],
  ["KEY: { domains: [a.example.com] }\n  OTHER: { domains: [a.example.com], env: KEY }", 'got "KEY" again. Write another one.'],
  ['KEY: { domains: [a.example.com], header: "Authorization" }', "expected a header with {value} in it"],
  ['KEY: { domains: [a.example.com], header: "X: a\\r\\nY: {value}" }', "expected a header with {value} in it"],
  [
    "KEY: { base_url: { env: U, upstream: 'http://a.example.com' } }",
    "expected an upstream that begins with https://. A secret is never sent in plain.",
  ],
  ["KEY: { base_url: { env: U, upstream: 'https://10.0.0.1/' } }", "is an IP address; write the name of the host."],
  ["KEY: { domains: [a.example.com], value: x }", "got value."],
])("%s is told with the cure", (text, words) => {
  expect(() => read(`secrets:\n  ${text}\n`)).toThrow(words);
});

test("facts say of each name why it cannot be used", () => {
  const { secretRules } = read("secrets:\n  GOOD: { domains: [a.example.com] }\n  EMPTY: { domains: [a.example.com] }\n");
  const facts = secretFactsOf(secretRules, readSecrets({ ADJUTANT_SECRET_GOOD: "value-of-good", ADJUTANT_SECRET_HOMELESS: "value-of-it" }));
  expect(facts).toEqual([
    {
      name: "EMPTY",
      variables: ["EMPTY"],
      destinations: ["a.example.com"],
      lacking: expect.stringContaining("it has no value; set ADJUTANT_SECRET_EMPTY"),
    },
    { name: "GOOD", variables: ["GOOD"], destinations: ["a.example.com"], lacking: null },
    { name: "HOMELESS", variables: [], destinations: [], lacking: expect.stringContaining("nothing says where it may go") },
  ]);
});
