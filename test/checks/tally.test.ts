import { describe, expect, test } from "vitest";
import { tallyOf } from "../../src/checks/tally.ts";

/** The ends of real outputs, shortened. */
const outputs: readonly (readonly [string, string, { failed: number; total: number | null; places?: readonly string[] } | null])[] = [
  [
    "node:test",
    "✖ failing tests:\n\ntest at test/cart.test.ts:41:1\n✖ adds (1ms)\n\nℹ tests 148\nℹ suites 0\nℹ pass 146\nℹ fail 2\nℹ skipped 0",
    { failed: 2, total: 148, places: ["test/cart.test.ts:41"] },
  ],
  ["TAP of node:test", "1..3\n# tests 3\n# pass 3\n# fail 0\n", { failed: 0, total: 3 }],
  [
    "vitest",
    " \u001b[31mFAIL\u001b[39m test/a.test.ts\n \u001b[36m❯\u001b[39m test/a.test.ts:5:17\n\n Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 146 passed (148)\n",
    { failed: 2, total: 148, places: ["test/a.test.ts:5"] },
  ],
  ["vitest that passed", " Test Files  1 passed (1)\n      Tests  7 passed (7)\n", { failed: 0, total: 7 }],
  [
    "jest",
    "    at Object.<anonymous> (/workspace/src/cart.spec.js:41:5)\nTests:       2 failed, 1 skipped, 146 passed, 149 total\n",
    { failed: 2, total: 149, places: ["src/cart.spec.js:41"] },
  ],
  ["mocha", "  146 passing (2s)\n  1 pending\n  2 failing\n", { failed: 2, total: 148 }],
  ["bun", " 146 pass\n 2 fail\n 300 expect() calls\n", { failed: 2, total: 148 }],
  [
    "pytest",
    "tests/test_cart.py:12: AssertionError\n=================== 2 failed, 146 passed, 1 warning in 3.21s ===================\n",
    { failed: 2, total: 148, places: ["tests/test_cart.py:12"] },
  ],
  ["quiet pytest", "148 passed in 0.10s\n", { failed: 0, total: 148 }],
  ["pytest with an error in collection", "========= 1 error in 0.05s =========\n", { failed: 1, total: 1 }],
  ["unittest", "Ran 10 tests in 0.001s\n\nFAILED (failures=2, errors=1)\n", { failed: 3, total: 10 }],
  [
    "cargo, over its binaries",
    "test result: ok. 10 passed; 0 failed; 0 ignored\ntest result: FAILED. 3 passed; 2 failed; 0 ignored\n",
    { failed: 2, total: 15 },
  ],
  [
    "maven, without counting classes twice",
    "Tests run: 3, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.1 s\nTests run: 3, Failures: 1, Errors: 0, Skipped: 0\n",
    { failed: 1, total: 3 },
  ],
  ["go", "--- FAIL: TestCart (0.00s)\n    cart_test.go:41: no\nFAIL\n", { failed: 1, total: null, places: ["cart_test.go:41"] }],
  ["nothing that is known", "all good\n5 passed the door\n", null],
];

describe("tallyOf", () => {
  test.for(outputs)("reads the summary of %s", ([, output, tally]) => {
    expect(tallyOf(output)).toEqual(tally && { places: [], ...tally });
  });

  test("stays fast on long lines that almost match", () => {
    expect(tallyOf(`${"a.test".repeat(20_000)} ${"1 a, ".repeat(20_000)}`)).toBeNull();
  });
});
