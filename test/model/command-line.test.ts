import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitCommand } from "../../src/model/command-line.ts";

describe("splitCommand", () => {
  test.each([
    ["npm  run test", ["npm", "run", "test"]],
    ["grep 'a b' \"c d\" e\\ f", ["grep", "a b", "c d", "e f"]],
    ["sh -c 'it'\\''s'", ["sh", "-c", "it's"]],
    ['echo "a \\"b\\" \\n" ""', ["echo", 'a "b" \\n', ""]],
    ["--name='x y'z", ["--name=x yz"]],
    ["  padded\t\n", ["padded"]],
    ["", []],
  ])("splits %s at blanks outside quotes", (text, argv) => expect(splitCommand(text)).toEqual(argv));

  test.each([
    ["npm test && rm -rf x", ["npm", "test", "&&", "rm", "-rf", "x"]],
    ["cat a|b >c; ls", ["cat", "a|b", ">c;", "ls"]],
    ["echo $HOME `id` $(id) *.ts", ["echo", "$HOME", "`id`", "$(id)", "*.ts"]],
  ])("leaves the shell syntax of %s in the elements, where validation sees it", (text, argv) => expect(splitCommand(text)).toEqual(argv));

  test.each([["npm 'test"], ['npm "test'], ["npm test \\"]])("keeps %s whole, because its quoting is open", (text) => {
    expect(splitCommand(text)).toEqual([text]);
  });

  test("any argv quoted the way a shell wants it reads back the same", () => {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
    fc.assert(
      fc.property(fc.array(fc.string()), (argv) => {
        expect(splitCommand(argv.map(quote).join(" "))).toEqual(argv);
      }),
    );
  });

  test("a string beyond all measure stays whole", () => {
    const text = "a ".repeat(100_000);
    expect(splitCommand(text)).toEqual([text]);
  });
});
