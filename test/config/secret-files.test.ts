import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readSecrets } from "../../src/config/secrets.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "adjutant-secrets-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, content: string, mode = 0o600) => {
  writeFileSync(join(directory, name), content);
  chmodSync(join(directory, name), mode);
};

describe("a file per secret", () => {
  test("is read without the line's end, and a variable of the same name wins", () => {
    put("DEPLOY", "value-of-file\n");
    put("OTHER", "other-of-file");
    const secrets = readSecrets({ ADJUTANT_SECRET_OTHER: "other-of-variable" }, directory);
    expect(secrets.names).toEqual(["DEPLOY", "OTHER"]);
    expect(secrets.value("DEPLOY")).toBe("value-of-file");
    expect(secrets.value("OTHER")).toBe("other-of-variable");
    expect(secrets.redactions()).toMatchObject({ DEPLOY: "value-of-file" });
    expect(secrets.unusable).toEqual([]);
  });

  test.each([
    ["that others can read", () => put("DEPLOY", "value-of-file", 0o640), "can be read by others", "chmod 600"],
    ["that is a link", () => symlinkSync("/etc/hostname", join(directory, "DEPLOY")), "cannot be read (ELOOP)", "file of its own"],
    ["that is a directory", () => mkdirSync(join(directory, "DEPLOY")), "is not a regular file", "write the value"],
    [
      "that is a pipe, which nobody waits for",
      () => execFileSync("/usr/bin/mkfifo", [join(directory, "DEPLOY")]),
      "is not a regular file",
      "write the value",
    ],
    ["that is empty", () => put("DEPLOY", "\n"), "fewer than 6", "longer"],
    ["that is too large", () => put("DEPLOY", "x".repeat(70_000)), "is too large", "value alone"],
    ["that is too short", () => put("DEPLOY", "abc"), "fewer than 6", "longer"],
    ["whose name is no name", () => put("deploy.txt", "value-of-file"), "has no name", "rename"],
    [
      "in a directory that others may write to",
      () => {
        put("DEPLOY", "value-of-file");
        chmodSync(directory, 0o777);
      },
      "others may write to",
      "chmod 700",
    ],
  ])("%s is not used, and said to be in one line with the cure", (_what, make, why, cure) => {
    make();
    const secrets = readSecrets({}, directory);
    expect(secrets.names).toEqual([]);
    expect(secrets.unusable).toEqual([
      { name: expect.any(String), why: expect.stringContaining(why), cure: expect.stringContaining(cure) },
    ]);
    expect(JSON.stringify(secrets.unusable)).not.toContain("value-of-file");
  });

  test("that is not used is not shown either", () => {
    put("DEPLOY", "value-of-file", 0o644);
    put("deploy.txt", "value-of-odd-name");
    expect(Object.values(readSecrets({}, directory).redactions()).sort()).toEqual(["value-of-file", "value-of-odd-name"]);
  });

  test.runIf(process.getuid?.() === 0)("that belongs to another account is not used", () => {
    put("DEPLOY", "value-of-file");
    chownSync(join(directory, "DEPLOY"), 12_345, 12_345);
    expect(readSecrets({}, directory).unusable).toEqual([expect.objectContaining({ why: expect.stringContaining("another account") })]);
  });

  test("is nothing at all where there is no directory", () => {
    const secrets = readSecrets({}, join(directory, "missing"));
    expect([secrets.names, secrets.unusable]).toEqual([[], []]);
  });
});
