import { describe, expect, test } from "vitest";
import { failuresIn } from "../../src/checks/index.ts";

/** Real outputs, shortened to what surrounds the names. */
const outputs: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    "node:test as TAP, with suites, a test to do and a file that does not load",
    "node",
    `TAP version 13
# Subtest: cart
    # Subtest: adds
    not ok 1 - adds
      ---
      duration_ms: 1.408146
      location: '/workspace/t/a.test.js:2:26'
      failureType: 'testCodeFailure'
      ...
    # Subtest: removes
    ok 2 - removes
      ---
      duration_ms: 0.113698
      ...
    # Subtest: deep
        # Subtest: adds
        not ok 1 - adds
          ---
          location: '/workspace/t/a.test.js:2:114'
          failureType: 'testCodeFailure'
          ...
        1..1
    not ok 3 - deep
      ---
      type: 'suite'
      location: '/workspace/t/a.test.js:2:89'
      failureType: 'subtestsFailed'
      ...
    1..3
not ok 1 - cart
  ---
  failureType: 'subtestsFailed'
  ...
# Subtest: todo
not ok 3 - todo # TODO
  ---
  failureType: 'testCodeFailure'
  ...
# Subtest: /workspace/t/b.test.js
not ok 2 - /workspace/t/b.test.js
  ---
  location: '/workspace/t/b.test.js:1:1'
  failureType: 'testCodeFailure'
  ...
`,
    ["t/a.test.js: cart › adds", "t/a.test.js: cart › deep › adds", "t/b.test.js"],
  ],
  [
    "node:test as people read it",
    "node",
    `▶ cart
  ✖ adds (1.696182ms)
✖ cart (3.858224ms)
ℹ tests 8

✖ failing tests:

test at t/a.test.js:2:26
✖ adds (1.696182ms)
  AssertionError [ERR_ASSERTION]: 1 == 2

test at t/a.test.js:3:1
✖ plain (1ms) (6.520686ms)

test at t/a.test.js:4:1
⚠ todo (0.753285ms) # TODO

test at t/b.test.js:1:1
✖ t/b.test.js (39.558895ms)
  'test failed'
`,
    ["t/a.test.js: adds", "t/a.test.js: plain (1ms)", "t/b.test.js"],
  ],
  [
    "vitest in colours",
    "node",
    `\u001b[41m\u001b[1m FAIL \u001b[22m\u001b[49m b.test.ts\u001b[2m [ b.test.ts ]\u001b[22m
\u001b[41m\u001b[1m FAIL \u001b[22m\u001b[49m a.test.ts\u001b[2m > \u001b[22mcart\u001b[2m > \u001b[22madds
AssertionError: expected 1 to be 2
\u001b[41m\u001b[1m FAIL \u001b[22m\u001b[49m a.test.ts\u001b[2m > \u001b[22mtop
`,
    ["b.test.ts [ b.test.ts ]", "a.test.ts > cart > adds", "a.test.ts > top"],
  ],
  [
    "jest, which repeats itself in a long summary",
    "node",
    `FAIL src/cart.test.js (5.2 s)
  ● cart › adds

    expect(received).toBe(expected)

  ● Test suite failed to run

PASS src/other.test.js
Summary of all failing tests
FAIL src/cart.test.js
  ● cart › adds
`,
    ["src/cart.test.js: cart › adds", "src/cart.test.js: Test suite failed to run"],
  ],
  [
    "mocha",
    "node",
    `  cart
    1) adds

  0 passing (9ms)
  2 failing

  1) cart
       deep
         adds:
     AssertionError [ERR_ASSERTION]: 1 == 2
      at Context.<anonymous> (t.js:2:10)

  2) top:
     Error: x
`,
    ["cart › deep › adds", "top"],
  ],
  ["bun", "node", "a.test.ts:\n(fail) cart > adds [0.12ms]\n(pass) fine\n\n 1 pass\n 1 fail\n", ["a.test.ts: cart > adds"]],
  [
    "pytest, with parameters, sub tests and broken fixtures",
    "python",
    `=========================== short test summary info ============================
FAILED test_a.py::T::test_e - ValueError: a
SUBFAILED(i=1) test_a.py::T::test_sub - AssertionError: 1 != 9
FAILED test_a.py::test_p[b c] - AssertionError: assert 'b c' == 3
ERROR test_a.py::test_f - RuntimeError: no
ERROR test_b.py
6 failed, 1 passed, 1 error in 0.77s
`,
    ["test_a.py::T::test_e", "test_a.py::T::test_sub(i=1)", "test_a.py::test_p[b c]", "test_a.py::test_f", "test_b.py"],
  ],
  [
    "unittest",
    "python",
    `======================================================================
ERROR: test_b (unittest.loader._FailedTest.test_b)
----------------------------------------------------------------------
ImportError: Failed to import test module: test_b

======================================================================
FAIL: test_sub (test_a.T.test_sub) (i=1)
Says what it is for.
----------------------------------------------------------------------
AssertionError: 1 != 9
`,
    ["test_b (unittest.loader._FailedTest.test_b)", "test_sub (test_a.T.test_sub) (i=1)"],
  ],
  [
    "cargo, where two binaries have a test of one name",
    "rust",
    `failures:

---- tests::a stdout ----
thread 'tests::a' panicked at src/lib.rs:7:30:

failures:
    a
    tests::deep::a

test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.09s

failures:
    a

failures:
    src/lib.rs - f (line 2)

`,
    ["a", "tests::deep::a", "a (2)", "src/lib.rs - f"],
  ],
  [
    "cargo with a crate that does not compile",
    "rust",
    "error: could not compile `x` (lib test) due to 1 previous error\nerror: could not compile `x` (lib) due to 1 previous error\n",
    ["could not compile `x`"],
  ],
  [
    "go, with sub tests, a build that failed and a run that broke off",
    "go",
    `--- FAIL: TestCart (0.00s)
    --- FAIL: TestCart/adds (0.00s)
        cart_test.go:41: no
FAIL
FAIL\tshop/cart\t0.003s
FAIL\tshop/api [build failed]
panic: boom
FAIL\tshop/db\t0.010s
ok  \tshop/other\t0.001s
FAIL
`,
    ["shop/cart: TestCart", "shop/cart: TestCart/adds", "shop/api [build failed]", "shop/db"],
  ],
  [
    "maven, new and old",
    "jvm",
    `[ERROR] Tests run: 2, Failures: 1, Errors: 0, Skipped: 0, Time elapsed: 0.05 s <<< FAILURE! -- in shop.CartTest
[ERROR] shop.CartTest.adds -- Time elapsed: 0.01 s <<< FAILURE!
adds(shop.OldTest)  Time elapsed: 0.01 sec  <<< ERROR!
`,
    ["shop.CartTest.adds", "adds(shop.OldTest)"],
  ],
  ["gradle", "jvm", "CartTest > adds() FAILED\n    java.lang.AssertionError\n> Task :test FAILED\n", ["CartTest > adds()"]],
  ["what a Makefile starts", "make", "--- FAIL: TestCart (0.00s)\nFAIL\tshop\t0.1s\nmake: *** [test] Error 1\n", ["shop: TestCart"]],
  [
    "tsc, with two errors alike",
    "node",
    "src/a.ts(3,5): error TS2322: Type 'x' is wrong.\nsrc/a.ts(9,5): error TS2322: Type 'x' is wrong.\nsrc/b.ts:1:2 - error TS1005: ';' expected.\n",
    [
      "src/a.ts: error TS2322: Type 'x' is wrong.",
      "src/a.ts: error TS2322: Type 'x' is wrong. (2)",
      "src/b.ts: error TS1005: ';' expected.",
    ],
  ],
  [
    "eslint",
    "node",
    "\n/workspace/src/a.js\n  3:5  error    'x' is not defined  no-undef\n  4:1  warning  odd  no-odd\n\n✖ 1 problem\n",
    ["src/a.js: 'x' is not defined no-undef"],
  ],
  [
    "mypy",
    "python",
    'a.py:3: error: Name "x" is not defined  [name-defined]\nFound 1 error\n',
    ['a.py: error: Name "x" is not defined  [name-defined]'],
  ],
  [
    "ruff, short and long",
    "python",
    "a.py:1:8: F401 `os` unused\nF401 [*] `os` unused\n --> b.py:1:8\n  |\n",
    ["a.py: F401 `os` unused", "b.py: F401 [*] `os` unused"],
  ],
  ["rustc", "rust", "error[E0308]: mismatched types\n --> src/a.rs:3:5\n  |\n", ["src/a.rs: error[E0308]: mismatched types"]],
  ["go vet", "go", "# shop\nvet: ./a.go:3:2: undefined: x\n", ["./a.go: undefined: x"]],
  ["gcc", "make", "a.c:3:5: error: expected ';'\nmake: *** [a.o] Error 1\n", ["a.c: error: expected ';'"]],
  ["javac by maven", "jvm", "[ERROR] /workspace/src/A.java:[3,5] cannot find symbol\n", ["src/A.java: cannot find symbol"]],
  ["nothing that is known", "node", "all is lost\n1) but why\n", []],
];

describe("failuresIn", () => {
  test.each(outputs)("reads the names of %s", (_, check, output, names) => {
    expect(failuresIn(check, output)).toEqual(names);
  });

  test("stays fast on long lines that almost match", () => {
    const hostile = [`${"a > ".repeat(100_000)}`, `${"=".repeat(200_000)}`, ...Array.from({ length: 5_000 }, () => "a > ".repeat(400))];
    expect(failuresIn("make", hostile.join("\n"))).toEqual([]);
  });
});
