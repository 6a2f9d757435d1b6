/** What a program may not be told, because it changes the machine and not the workspace. */
type Installer = { readonly programs: RegExp; refuses(args: readonly string[]): boolean };

const says = (args: readonly string[], ...words: readonly string[]) => words.some((word) => args.includes(word));
const adding = ["install", "i", "add", "update", "upgrade", "link"];

const installers: readonly Installer[] = [
  { programs: /^(?:sudo|doas|su|pkexec)$/, refuses: () => true },
  {
    programs: /^(?:apt|apt-get|aptitude|yum|dnf|microdnf|zypper|apk|snap|flatpak|brew|port|cpan|cpanm)$/,
    refuses: (args) => says(args, ...adding, "in", "reinstall", "build-dep", "dist-upgrade", "full-upgrade", "remove", "tap"),
  },
  { programs: /^(?:dpkg|rpm)$/, refuses: (args) => says(args, "-i", "--install", "-U", "-Uvh", "-ivh") },
  { programs: /^(?:pacman|nix-env)$/, refuses: (args) => args.some((arg) => /^-(?:S|i)/.test(arg)) },
  {
    programs: /^(?:npm|pnpm|bun|deno)$/,
    refuses: (args) => says(args, ...adding) && says(args, "-g", "--global", "--location=global"),
  },
  { programs: /^(?:yarn|composer)$/, refuses: ([first]) => first === "global" },
  {
    programs: /^pip[\d.]*$/,
    refuses: (args) => says(args, "install") && !args.some((arg) => /^(?:-t|--target|--prefix|--root|--dry-run)(?:=|$)/.test(arg)),
  },
  { programs: /^pipx$/, refuses: (args) => says(args, "install", "upgrade", "inject") },
  { programs: /^uv$/, refuses: (args) => args.slice(0, 2).join(" ") === "tool install" || says(args, "--system") },
  { programs: /^cargo$/, refuses: (args) => says(args, "install") && !args.some((arg) => arg.startsWith("--root")) },
  { programs: /^(?:go|corepack)$/, refuses: ([first]) => first === "install" || first === "enable" },
  {
    programs: /^gem$/,
    refuses: (args) => says(args, "install") && !args.some((arg) => /^(?:-i|--install-dir)(?:=|$)/.test(arg)),
  },
  { programs: /^rustup$/, refuses: (args) => says(args, "install", "add", "update", "default") },
  { programs: /^dotnet$/, refuses: (args) => says(args, "tool") && says(args, "-g", "--global") },
  {
    programs: /^(?:conda|mamba)$/,
    refuses: (args) => says(args, "install") && !args.some((arg) => /^(?:-p|--prefix)(?:=|$)/.test(arg)),
  },
];

const cure =
  "which no step may. Install into the workspace (a virtual environment, node_modules) where the project does; a tool that is missing is one honest notify step.";

/** Commands that install for the whole machine or account (product: 2.3), each with the cure. */
export function installErrors(commands: readonly (readonly string[])[]): readonly string[] {
  const activated = commands.findIndex(([program, file]) => /^(?:\.|source)$/.test(program ?? "") && /bin\/activate$/.test(file ?? ""));
  return commands.flatMap((words, index) => {
    const [program = "", ...args] = pipOf(words);
    const inside = program.includes("/") && !program.startsWith("/");
    const own = inside || (activated >= 0 && activated < index && /^pip/.test(program));
    const name = program.split("/").at(-1) ?? "";
    const refused = !own && installers.some((one) => one.programs.test(name) && one.refuses(args));
    return refused ? [`"${words.join(" ")}" installs for the whole machine, ${cure}`] : [];
  });
}

/** What is fetched and run in one breath is an installer nobody looked at. */
export function fetchedErrors(text: string): readonly string[] {
  const line = /\b(?:curl|wget)\b[^|;&\n]*\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da|k)?sh\b/.exec(text)?.[0];
  return line === undefined ? [] : [`"${line}" runs what it fetches unseen, ${cure}`];
}

/** `python3 -m pip` is pip, of the interpreter it is called with. */
function pipOf(words: readonly string[]): readonly string[] {
  const [program = "", flag, module, ...rest] = words;
  const python = /^(?:(.*\/))?python[\d.]*$/.exec(program);
  return python && flag === "-m" && module === "pip" ? [`${python[1] ?? ""}pip`, ...rest] : words;
}
