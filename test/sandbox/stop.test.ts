import { expect, test } from "vitest";
import { createStop } from "../../src/sandbox/stop.ts";

test("the first reason wins and acts once", () => {
  const acted: string[] = [];
  const stop = createStop((reason) => acted.push(reason));
  stop.request("cancelled");
  stop.request("timeout");
  stop.close();
  expect(stop.reason()).toBe("cancelled");
  expect(acted).toEqual(["cancelled"]);
});

test("a reason that comes after the end changes nothing", () => {
  const acted: string[] = [];
  const stop = createStop((reason) => acted.push(reason));
  stop.close();
  stop.request("output");
  expect(stop.reason()).toBeNull();
  expect(acted).toEqual([]);
});
