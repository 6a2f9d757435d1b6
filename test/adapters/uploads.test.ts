import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bring, collectFiles, type Taking, type Upload } from "../../src/adapters/uploads.ts";
import type { Artifact } from "../../src/domain/step.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "adjutant-files-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const leaving = { mostBytes: 1_000, redact: (text: string) => text.replaceAll("s3cr3t-value", "[redacted:KEY]") };

async function artifact(name: string, content: string | Buffer): Promise<Artifact> {
  const path = join(directory, name);
  await writeFile(path, content);
  return { name, path, bytes: content.length, sha256: "" };
}

describe("a file that is uploaded", () => {
  test("leaves without secrets where it is text, and as it is where it is not", async () => {
    const binary = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    const made = [await artifact("changes.diff", "+key = s3cr3t-value\n\u001b[1m"), await artifact("image.png", binary)];
    const found = await collectFiles([], made, leaving);
    expect(found.map(({ name, content }) => [name, content])).toEqual([
      ["changes.diff", Buffer.from("+key = [redacted:KEY]\n\u001b[1m")],
      ["image.png", binary],
    ]);
  });

  test("is only named where it is empty, gone, or a link", async () => {
    const target = await artifact("target", "elsewhere");
    await symlink(target.path, join(directory, "link"));
    const others = [
      await artifact("empty", ""),
      { ...target, path: join(directory, "gone") },
      { ...target, path: join(directory, "link") },
    ];
    expect(await collectFiles([{ name: "plan.md", text: "long" }], others, leaving)).toEqual([
      { name: "plan.md", title: "plan.md", content: Buffer.from("long") },
    ]);
  });
});

/** A platform that refuses files of these names, and writes down what comes. */
function openTaking(refused: readonly string[], posted: (part: string) => "shown" | "later" | "impossible" = () => "shown") {
  const [came, warned]: [string[], string[]] = [[], []];
  const outcomes = {
    shown: { kind: "shown", refs: [] },
    later: { kind: "later", afterMs: 5 },
    impossible: { kind: "impossible", why: "no" },
  } as const;
  const taking: Taking<string> = {
    platform: "The chat",
    log: { warn: (_, message) => void warned.push(message) },
    upload: async (files) => {
      if (files.some(({ name }) => refused.includes(name))) return outcomes.impossible;
      came.push(files.map(({ name }) => name).join("+"));
      return outcomes.shown;
    },
    spell: (name, text) => text.split(" ").map((word) => `${name}: ${word}`),
    post: async (part) => {
      const outcome = outcomes[posted(part)];
      if (outcome.kind === "shown") came.push(part);
      return outcome;
    },
  };
  return { came, warned, taking };
}

const file = (name: string, content: string | Buffer = "two words"): Upload => ({ name, title: name, content: Buffer.from(content) });

describe("files that a platform takes together", () => {
  test("come together where none is refused", async () => {
    const { came, taking } = openTaking([]);
    expect(await bring([file("a"), file("b")], taking)).toBeNull();
    expect(came).toEqual(["a+b"]);
  });

  test("come one by one where one is refused, which comes as text, and the operator is told", async () => {
    const { came, warned, taking } = openTaking(["b"]);
    expect(await bring([file("a"), file("b"), file("c")], taking)).toBeNull();
    expect(came).toEqual(["a", "b: two", "b: words", "c"]);
    expect(warned).toEqual(["The chat does not take a file; it is posted as text"]);
  });

  test("wait where the text has to wait", async () => {
    const { came, taking } = openTaking(["a"], (part) => (part.endsWith("words") ? "later" : "shown"));
    expect(await bring([file("a"), file("b")], taking)).toEqual({ kind: "later", afterMs: 5 });
    expect(came).toEqual(["a: two"]);
  });

  test("are only named where they are no text, or the text is refused too, and the operator is told", async () => {
    const binary = openTaking(["a"]);
    expect(await bring([file("a", Buffer.from([0xff, 0xfe, 0]))], binary.taking)).toBeNull();
    expect([binary.came, binary.warned]).toEqual([[], ["The chat does not take a file; it is only named"]]);
    const { warned, taking } = openTaking(["a"], () => "impossible");
    expect(await bring([file("a")], taking)).toBeNull();
    expect(warned.at(-1)).toBe("The chat does not take a file as text either");
  });
});
