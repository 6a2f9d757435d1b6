import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, hasProgram, openScene, printed } from "./scene.ts";

const git = "git -c user.name=a -c user.email=a@example.com";
const program = '#include <stdio.h>\nint main(void) { puts("compiled"); return 0; }\n';

/** Tests in processes of their own, which start threads. */
const suite =
  "import test from 'node:test'; import { Worker } from 'node:worker_threads'; test('one', () => new Promise((done) => new Worker('0', { eval: true }).on('exit', done)));";
const hello =
  'import java.util.stream.*; public class Hello { public static void main(String[] a) { long n = IntStream.range(0, 3).parallel().count(); System.out.println("from " + n + " threads"); } }';

const programs = [
  ["node", "node -e \"const w=new (require('worker_threads').Worker)('console.log(6*7)',{eval:true})\"", "42\n"],
  ["git", `git init -q . && echo a > a && ${git} add a && ${git} commit -qm one && git log --format=%s`, "one\n"],
  ["python3", "python3 -c 'from multiprocessing import Pool; print(sum(Pool(2).map(abs, [-1, -2])))'", "3\n"],
  ["npm", 'printf \'{"scripts":{"hi":"echo hi"}}\' > package.json && npm run --silent hi', "hi\n"],
  [
    "node",
    `printf '%s' "${suite}" > a.test.mjs && cp a.test.mjs b.test.mjs && node --test --test-reporter=tap | grep -E '^# (pass|fail)'`,
    "# pass 2\n# fail 0\n",
  ],
  ["java", `printf '%s' '${hello}' > Hello.java && java Hello.java`, "from 3 threads\n"],
  ["perl", "perl -e 'pipe R, W; if (fork) { close W; print <R>; wait } else { print W qq(child\\n) }'", "child\n"],
  ["gcc", `printf '%s' '${program}' > /tmp/a.c && gcc -o a.out /tmp/a.c && ./a.out`, "compiled\n"],
] as const;

/** The tools that steps are made of work inside. One that this machine does not have in /usr/bin or /usr/local/bin is left out. */
export function describePrograms(create: () => Sandbox): void {
  describe("programs", () => {
    for (const [name, script, expected] of programs) {
      test.runIf(hasProgram(create, name))(`${name} works inside`, async () => {
        await using scene = await openScene(create());
        const result = await scene.run(script, { grant: { writes: ["."] } });
        expect(printed(result)).toBe(expected);
        expect(ending(result)).toBe(0);
      });
    }
  });
}
