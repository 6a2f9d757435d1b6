/** Stands for the whole prompt in a command: one argument of its own, never a part of one and never text of a shell. */
const promptMark = "{{prompt}}";

/** Longest single argument the system takes, with its end mark, in bytes (MAX_ARG_STRLEN). */
const longestArgument = 128 * 1024;

type Argv = readonly [string, ...string[]];
type Filled = { readonly ok: true; readonly argv: Argv; readonly input?: string } | { readonly ok: false; readonly reason: string };

/** The command with the prompt as one argument where the template says so, else on standard input. */
export function fillTemplate([program, ...args]: Argv, prompt: string): Filled {
  // No argument and no text can hold a NUL.
  const text = prompt.replaceAll("\0", "");
  if (!args.includes(promptMark)) return { ok: true, argv: [program, ...args], input: text };
  const bytes = Buffer.byteLength(text) + 1;
  if (bytes > longestArgument) {
    const reason = `the prompt has ${bytes} bytes and one argument carries ${longestArgument}; leave ${promptMark} out of its command, so that it comes on standard input`;
    return { ok: false, reason };
  }
  return { ok: true, argv: [program, ...args.map((word) => (word === promptMark ? text : word))] };
}
