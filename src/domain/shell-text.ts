const piece =
  /(?<blank>[ \t\r]+|\\\n)|(?<end>[;&|\n()`]+)|'(?<single>[^']*)'|"(?<double>(?:[^"\\]|\\[\s\S])*)"|(?<plain>[^\s;&|()`'"\\]+|\\?[\s\S])/g;

/** Words in front of a command that are not its program. */
const leading = new Set(["then", "do", "else", "elif", "if", "while", "until", "!", "{", "}", "time", "exec", "command", "env", "nohup"]);

/**
 * The simple commands a shell text would run, each as its words: enough to recognise programs by, not an
 * interpreter. Documents that are written to files are left out, unless the file is a script.
 */
export function readCommands(text: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let open = false;
  for (const { groups } of withoutDocuments(withoutComments(text)).matchAll(piece)) {
    if (groups?.["end"] !== undefined) commands.push([]);
    const word = groups?.["single"] ?? groups?.["double"] ?? groups?.["plain"];
    const words = commands.at(-1) ?? [];
    if (word !== undefined) words.push(open ? (words.pop() ?? "") + word : word);
    open = word !== undefined;
  }
  return commands.map(withoutLeading).filter((words) => words.length > 0);
}

/** A command from its program on: without assignments and the shell's own words before it. */
export function withoutLeading(words: readonly string[]): readonly string[] {
  const from = words.findIndex((word) => !leading.has(word) && !/^[A-Za-z_]\w*=/.test(word));
  return from < 0 ? [] : words.slice(from);
}

function withoutComments(text: string): string {
  return text.replace(/(^|[ \t])#(?!!).*$/gm, "$1");
}

/** `cat > notes.md <<EOF …` writes text, however much it looks like commands. */
function withoutDocuments(text: string): string {
  return text.replace(
    /^(.*<<-?[ \t]*(['"]?)(\w+)\2.*)\n([\s\S]*?)\n[ \t]*\3[ \t]*$/gm,
    (whole, head: string, _quote, _end, body: string) => (/\.(?:ba|z|da|k)?sh\b/.test(head) || body.startsWith("#!") ? whole : head),
  );
}
