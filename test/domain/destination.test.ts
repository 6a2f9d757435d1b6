import { describe, expect, test } from "vitest";
import { parseDestination, splitDestinations } from "../../src/domain/destination.ts";
import { allows, coversDestination } from "../../src/domain/destination-cover.ts";
import { sayDestination } from "../../src/domain/destination-words.ts";

const read = (text: string) => {
  const parsed = parseDestination(text);
  return parsed.ok ? parsed.value : parsed.error;
};

describe("a destination", () => {
  test.each([
    ["api.example.com", { host: "api.example.com", isBelow: false, ports: [443, 80], methods: null, path: null }],
    ["API.Example.com:8443", { host: "api.example.com", isBelow: false, ports: [8443], methods: null, path: null }],
    ["*.example.com", { host: "example.com", isBelow: true, ports: [443, 80], methods: null, path: null }],
    ["xn--bcher-kva.example", { host: "xn--bcher-kva.example", isBelow: false, ports: [443, 80], methods: null, path: null }],
    ["GET example.com/*", { host: "example.com", isBelow: false, ports: [443, 80], methods: ["GET"], path: null }],
    [
      "GET,POST api.example.com/v1/*",
      { host: "api.example.com", isBelow: false, ports: [443, 80], methods: ["GET", "POST"], path: { text: "/v1/", isPrefix: true } },
    ],
    [
      "api.example.com:8443/v1/me",
      { host: "api.example.com", isBelow: false, ports: [8443], methods: null, path: { text: "/v1/me", isPrefix: false } },
    ],
  ])("%s is read", (text, expected) => expect(read(text)).toEqual(expected));

  const address = "is an IP address; write the name of the host.";
  test.each([
    ["127.0.0.1", address],
    ["127.1", address],
    ["2130706433", address],
    ["0x7f000001", address],
    ["0x7f.0.0.1", address],
    ["0177.0.0.01", address],
    ["93.184.216.34:443", address],
    ["api.example.0x1", address],
    ["::1", "IP address"],
    ["[::1]:80", "IP address"],
    ["[::ffff:127.0.0.1]", "IP address"],
    ["127.0.0.1.", "ends in a dot"],
    ["api.example.com.", "ends in a dot"],
    ["１２７.０.０.１", "xn-- form"],
    ["127。0。0。1", "xn-- form"],
    ["ａpi.example.com", "xn-- form"],
    ["\u212aelvin.example.com", "xn-- form"],
    ["api.example.com\u200b", "xn-- form"],
    ["%31%32%37.0.0.1", "percent-encoded"],
    ["api%2eexample.com", "percent-encoded"],
    ["localhost", "names this machine"],
    ["a.localhost", "names this machine"],
    ["printer.local", "names this machine"],
    ["metadata.google.internal", "names this machine"],
    ["1.0.0.127.in-addr.arpa", "names this machine"],
    ["db", "is not the whole name"],
    ["*", "name each one"],
    ["*.com", "is not the whole name"],
    ["*.co.uk", "covers hosts of everybody"],
    ["*.*.example.com", "has a * inside"],
    ["api.*.com", "has a * inside"],
    ["", "is not a host"],
    [":443", "is not a host"],
    ["user:pw@api.example.com", "a user or a password"],
    ["api.example.com@evil.example", "a user or a password"],
    ["https://api.example.com/v1", "leave"],
    ["api.example.com:0", "no port"],
    ["api.example.com:65536", "no port"],
    ["api.example.com:443:80", "second colon"],
    ["api.example.com:http", "second colon"],
    ["get api.example.com", "names the method get"],
    ["CONNECT api.example.com", "names the method CONNECT"],
    ["GET, POST api.example.com", "is no destination"],
    ["GET  api.example.com", "is no destination"],
    ["api.example.com ", "is no destination"],
    ["api.example.com\n", "is no destination"],
    ["api.example.com/v1*", "has a * inside its path"],
    ["api.example.com/a/../b", "read in two ways"],
    ["api.example.com/a/..;x/b", "read in two ways"],
    ["api.example.com/a//b", "read in two ways"],
    ["api.example.com/%2e%2e/b", "read in two ways"],
    ["api.example.com/a?b=c", "read in two ways"],
    ["api.example.com/a\\b", "read in two ways"],
    ["-api.example.com", "is not the name of a host"],
    ["api_x.example.com", "is not the name of a host"],
    [`${"a".repeat(64)}.example.com`, "is not the name of a host"],
    [`${"a.".repeat(130)}com`, "is not the name of a host"],
    ["a".repeat(100_000), "is no destination"],
  ])("%j is refused with the cure", (text, words) => {
    const objection = read(text);
    expect(objection).toEqual(expect.stringContaining(words.replace("leave", "write the host")));
  });
});

test("a text of several splits between destinations, not between methods", () => {
  expect(splitDestinations("a.com,GET,POST b.com/v1/*, c.com:8443,PUT d.com")).toEqual([
    "a.com",
    "GET,POST b.com/v1/*",
    "c.com:8443",
    "PUT d.com",
  ]);
});

describe("a wider destination covers a narrower one", () => {
  test.each([
    [["a.com"], "a.com", true],
    [["a.com"], "A.com", true],
    [["a.com"], "a.com:443", true],
    [["a.com:443"], "a.com", false],
    [["a.com:443", "a.com:80"], "a.com", true],
    [["a.com"], "a.com:8443", false],
    [["a.com"], "GET a.com", true],
    [["GET a.com"], "a.com", false],
    [["GET a.com"], "HEAD a.com", true],
    [["HEAD a.com"], "GET a.com", false],
    [["GET a.com", "POST a.com"], "GET,POST a.com", true],
    [["GET,PUT a.com"], "GET,POST a.com", false],
    [["a.com/v1/*"], "a.com/v1/x", true],
    [["a.com/v1/*"], "a.com/v1/x/*", true],
    [["a.com/v1/*"], "a.com/v1", false],
    [["a.com/v1/*"], "a.com/v10/x", false],
    [["a.com/v1/*"], "a.com", false],
    [["a.com/v1/x"], "a.com/v1/x", true],
    [["a.com/v1/x"], "a.com/v1/x/*", false],
    [["a.com"], "b.a.com", false],
    [["*.a.com"], "b.a.com", true],
    [["*.a.com"], "c.b.a.com", true],
    [["*.a.com"], "*.b.a.com", true],
    [["*.a.com"], "*.a.com", true],
    [["*.a.com"], "a.com", false],
    [["*.a.com"], "evila.com", false],
    [["a.com"], "*.a.com", false],
    [["127.0.0.1"], "127.0.0.1", false],
    [["what is this"], "what is this", false],
    [[], "a.com", false],
  ])("%j covers %s: %s", (allowed, text, expected) => expect(coversDestination(allowed, text)).toBe(expected));
});

describe("a request is allowed", () => {
  const ask = (rule: string, method: string, path: string, port = 443) => {
    const parsed = parseDestination(rule);
    return parsed.ok && allows([parsed.value], { host: "a.com", port, method, path });
  };
  test.each([
    ["a.com", "DELETE", "/anything%2f..", 443, true],
    ["a.com", "GET", "/", 22, false],
    ["GET a.com", "POST", "/", 443, false],
    ["a.com/v1/*", "GET", "/v1/x", 443, true],
    ["a.com/v1/*", "GET", "/v1/", 443, true],
    ["a.com/v1/*", "GET", "/v1", 443, false],
    ["a.com/v1/*", "GET", "/v1/../admin", 443, false],
    ["a.com/v1/*", "GET", "/v1/..", 443, false],
    ["a.com/v1/*", "GET", "/v1/..;x/admin", 443, false],
    ["a.com/v1/*", "GET", "/v1/./x", 443, false],
    ["a.com/v1/*", "GET", "/v1/%2e%2e/admin", 443, false],
    ["a.com/v1/*", "GET", "/v1/.%2E/admin", 443, false],
    ["a.com/v1/*", "GET", "/v1/%252e%252e/admin", 443, false],
    ["a.com/v1/*", "GET", "/v1/..%2fadmin", 443, false],
    ["a.com/v1/*", "GET", "/v1/..\\admin", 443, false],
    ["a.com/v1/*", "GET", "/v1/%5c..%5cadmin", 443, false],
    ["a.com/v1/*", "GET", "//v1/x", 443, false],
    ["a.com/v1/x", "GET", "/v1/x", 443, true],
    ["a.com/v1/x", "GET", "/v1/x/", 443, false],
  ])("under %s: %s %s at port %d: %s", (rule, method, path, port, expected) => expect(ask(rule, method, path, port)).toBe(expected));

  test("a tunnel only where nothing is said of methods and paths", () => {
    const rules = ["GET a.com", "a.com/v1/*"].map(read);
    expect(rules.every((rule) => typeof rule !== "string" && !allows([rule], { host: "a.com", port: 443 }))).toBe(true);
  });
});

test.each([
  ["api.example.com", "api.example.com"],
  ["API.example.com:8443", "api.example.com:8443"],
  ["*.example.com", "every host below example.com"],
  ["GET,POST api.example.com/v1/*", "api.example.com (only GET, POST /v1/*)"],
  ["api.example.com/v1/me", "api.example.com (only /v1/me)"],
])("%s is said as %s", (text, words) => expect(sayDestination(text)).toBe(words));
