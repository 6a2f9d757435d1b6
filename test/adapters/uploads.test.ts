import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { collectFiles } from "../../src/adapters/uploads.ts";
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
