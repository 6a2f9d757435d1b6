import { describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { ending, isInstalled, openScene, printed } from "./scene.ts";

const git = "git -c user.name=a -c user.email=a@example.com";
const program = '#include <stdio.h>\nint main(void) { puts("compiled"); return 0; }\n';

const programs = [
  ["node", "node -e \"const w=new (require('worker_threads').Worker)('console.log(6*7)',{eval:true})\"", "42\n"],
  ["git", `git init -q . && echo a > a && ${git} add a && ${git} commit -qm one && git log --format=%s`, "one\n"],
  ["python3", "python3 -c 'from multiprocessing import Pool; print(sum(Pool(2).map(abs, [-1, -2])))'", "3\n"],
  ["gcc", `printf '%s' '${program}' > /tmp/a.c && gcc -o a.out /tmp/a.c && ./a.out`, "compiled\n"],
] as const;

/** The tools that steps are made of work inside. One that this machine does not have in /usr/bin or /usr/local/bin is left out. */
export function describePrograms(create: () => Sandbox): void {
  describe("programs", () => {
    for (const [name, script, expected] of programs) {
      test.runIf(isInstalled(name))(`${name} works inside`, async () => {
        await using scene = await openScene(create());
        const result = await scene.run(script, { grant: { writes: ["."] } });
        expect(printed(result)).toBe(expected);
        expect(ending(result)).toBe(0);
      });
    }
  });
}
