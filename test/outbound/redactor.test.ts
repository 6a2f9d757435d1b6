import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRedactingStream, createRedactor } from "../../src/outbound/redactor.ts";

const secret = "hunter2+Secret/Value?";
const redact = createRedactor({ DEPLOY: secret, SHORT: "abc" });
const offset = (count: number) => Buffer.from("x".repeat(count) + secret).toString("base64");

describe("a known value is found in every usual spelling", () => {
  test.each([
    ["plain", secret],
    ["reversed", [...secret].reverse().join("")],
    ["base64", Buffer.from(secret).toString("base64").replace(/=+$/, "")],
    ["hex", Buffer.from(secret).toString("hex")],
    ["upper-case hex", Buffer.from(secret).toString("hex").toUpperCase()],
    ["URL-encoded", encodeURIComponent(secret)],
    ["URL-encoded in lower case", encodeURIComponent(secret).replace(/%../g, (code) => code.toLowerCase())],
    ["URL-encoded byte by byte", Buffer.from(secret).toString("hex").replace(/../g, "%$&")],
  ])("%s", (_, spelling) => {
    expect(redact(`before ${spelling} after`)).toBe("before [redacted:DEPLOY] after");
  });

  test.each([0, 1, 2])("inside base64 that begins %d bytes earlier, but for the characters it shares with its neighbours", (count) => {
    const shown = redact(offset(count));
    expect(shown).toMatch(/^.{0,3}\[redacted:DEPLOY\].{0,3}$/);
  });

  test("inside JSON", () => {
    const quoted = createRedactor({ QUOTED: 'say "friend"\nand enter' });
    expect(quoted(JSON.stringify({ password: 'say "friend"\nand enter' }))).toBe('{"password":"[redacted:QUOTED]"}');
  });

  test("values below six characters are left, or ordinary words would vanish", () => {
    expect(redact("abc")).toBe("abc");
  });

  test("overlapping values leave nothing of either", () => {
    const both = createRedactor({ A: "abcdefgh", B: "efghijklmnop" });
    expect(both("<abcdefghijklmnop>")).toBe("<[redacted:B]>");
  });

  test("a value dressed up as a marker is found", () => {
    expect(createRedactor({ KEY: "topsecret" })("[redacted:topsecret]")).toBe("[redacted:[redacted:KEY]]");
  });

  test("a value spelled like part of a marker does not multiply", () => {
    const odd = createRedactor({ ODD: "redacted" });
    expect(odd("redacted")).toBe("[redacted:ODD]");
    expect(odd(odd("redacted"))).toBe("[redacted:ODD]");
  });
});

describe("what looks like a token is found without being known", () => {
  test.each([
    ["sk-proj-abcdefghijklmnop1234", "[redacted:API_KEY]"],
    ["key=sk-ant-api03-abcdefghij", "key=[redacted:API_KEY]"],
    ["ghp_abcdefghijklmnopqrstuvwxyz0123456789", "[redacted:GITHUB_TOKEN]"],
    ["github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz", "[redacted:GITHUB_TOKEN]"],
    ["xoxb-1234567890-abcdefghij", "[redacted:SLACK_TOKEN]"],
    ["xapp-1-A0123-456-abcdef", "[redacted:SLACK_TOKEN]"],
    ["AKIAIOSFODNN7EXAMPLE", "[redacted:AWS_KEY]"],
    ["eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "[redacted:JWT]"],
    ["Authorization: Bearer abcd", "Authorization: Bearer [redacted:AUTHORIZATION]"],
    ["sent Bearer 0123abcd", "sent Bearer [redacted:BEARER]"],
    ["postgres://user:pa55:w@db/x", "postgres://user:[redacted:URL_PASSWORD]@db/x"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn\nNzaC1r\n-----END OPENSSH PRIVATE KEY-----\nafter", "[redacted:PRIVATE_KEY]\nafter"],
    ["-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES,00\n\nMIIE\n", "[redacted:PRIVATE_KEY]"],
  ])("%s", (text, shown) => {
    expect(createRedactor({})(text)).toBe(shown);
  });

  test.each([
    "the task-force-that-meets-on-fridays",
    "use a Bearer token",
    "see https://example.com:8080/a@b and mail me@example.com",
    "commit 8ef527d0c1f2a3b4c5d6e7f8091a2b3c4d5e6f70",
    "-----BEGIN CERTIFICATE-----",
  ])("an ordinary text stays: %s", (text) => {
    expect(createRedactor({})(text)).toBe(text);
  });

  test("a token right behind a redacted value is found too", () => {
    expect(createRedactor({ A: "abcdefgh" })("abcdefghsk-zyxwvutsrqponmlk1")).toBe("[redacted:A][redacted:API_KEY]");
  });
});

const value = fc
  .string({ unit: fc.constantFrom(...'abcXYZ0189+/=_ .é日%"\\'), minLength: 6, maxLength: 40 })
  .filter((text) => text.trim().length >= 6);
const around = fc.string({ maxLength: 20 });

/** The spellings in which a whole value may not appear. */
function encodings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  return [
    text,
    [...text].reverse().join(""),
    bytes.toString("base64").replace(/=+$/, ""),
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    encodeURIComponent(text),
  ];
}

describe("for any value and any text around it", () => {
  test("no spelling of it gets out, and redacting twice is redacting once", () => {
    fc.assert(
      fc.property(value, around, around, fc.nat(5), (text, before, after, which) => {
        const one = createRedactor({ IT: text });
        const shown = one(`${before}${encodings(text)[which]}${after}`);
        for (const spelling of encodings(text)) expect(shown).not.toContain(spelling);
        expect(one(shown)).toBe(shown);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a stream cut anywhere shows what the whole text would", () => {
    const texts = fc.array(
      fc.oneof(around, fc.constantFrom(secret, "\n", "sk-abcdefghijklmnop", "Bearer ", "0123abcd0123abcd0123", offset(1))),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(texts, fc.array(fc.nat(200), { maxLength: 20 }), (parts, cuts) => {
        const text = parts.join("");
        const stream = createRedactingStream({ DEPLOY: secret });
        const at = [0, ...cuts.filter((cut) => cut < text.length).sort((a, b) => a - b), text.length];
        const shown = at.slice(1).map((end, index) => stream.write(text.slice(at[index], end)));
        expect(shown.join("") + stream.end()).toBe(createRedactor({ DEPLOY: secret })(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe("a stream", () => {
  test("a value split over pieces is found", () => {
    const stream = createRedactingStream({ DEPLOY: secret });
    const shown = [...`token ${secret} ok\n`].map((piece) => stream.write(piece)).join("") + stream.end();
    expect(shown).toBe("token [redacted:DEPLOY] ok\n");
  });

  test("a finished line goes out at once", () => {
    expect(createRedactingStream({ DEPLOY: secret }).write("hello\nwor")).toBe("hello\n");
  });

  test("a long line goes out but for its end, and a token that starts there stays whole", () => {
    const stream = createRedactingStream({});
    const first = stream.write(`${"a ".repeat(3_000)}Bearer `);
    expect(first.length).toBeGreaterThan(3_000);
    expect(first + stream.write(`0123abcd0123abcd0123 ${"b ".repeat(3_000)}`) + stream.end()).toBe(
      `${"a ".repeat(3_000)}Bearer [redacted:BEARER] ${"b ".repeat(3_000)}`,
    );
  });

  test("an endless key is told once and holds no memory", () => {
    const stream = createRedactingStream({});
    let shown = stream.write("-----BEGIN PRIVATE KEY-----\n");
    for (let piece = 0; piece < 2_000; piece++) shown += stream.write("QUJD".repeat(250));
    shown += stream.write("\n-----END PRIVATE KEY-----\ndone\n") + stream.end();
    expect(shown).toBe("[redacted:PRIVATE_KEY]\ndone\n");
  });
});

test.each([
  "hunter",
  "eyJ",
  "eyJabcdefgh.",
  "sk-",
  "-----BEGIN PRIVATE KEY-----",
  "://a:",
  "Bearer ",
  "[redacted:",
  "[redacted:A]",
  "xoxb-",
  "aaaaaa",
])("five megabytes of %j come to an end", (piece) => {
  const text = piece.repeat(Math.ceil(5_000_000 / piece.length));
  const one = createRedactor({ A: "hunterhunterhunter!", B: "aaaaaaa" });
  expect(one(text)).not.toContain("aaaaaaa");
});
