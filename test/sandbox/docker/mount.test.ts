import { expect, test } from "vitest";
import { bindMount } from "../../../src/sandbox/docker/mount.ts";

test.each([
  ["/plain", "source=/plain"],
  ["/a,readonly=false", '"source=/a,readonly=false"'],
  ['/with "quotes"', '"source=/with ""quotes"""'],
  ["/with\nbreak", '"source=/with\nbreak"'],
])("a directory called %j is one field of a mount, and says nothing else", (source, field) => {
  expect(bindMount({ source, target: "/workspace", writable: false })).toEqual([
    "--mount",
    `type=bind,${field},target=/workspace,bind-nonrecursive,bind-propagation=rprivate,readonly`,
  ]);
});
