/**
 * Programs whose words are programs themselves, or that run whatever they are told: no list of options holds them. Nobody
 * may give them a schema, and no file of a project may pass for one of them.
 */
const interpreters = new Set([
  ...["sh", "bash", "dash", "zsh", "ksh", "ash", "fish", "csh", "tcsh", "pwsh", "busybox", "toybox", "script", "expect", "tclsh"],
  ...[
    "env",
    "xargs",
    "parallel",
    "timeout",
    "nice",
    "ionice",
    "nohup",
    "setsid",
    "stdbuf",
    "time",
    "watch",
    "chroot",
    "unshare",
    "nsenter",
    "flock",
  ],
  ...["sudo", "doas", "su", "pkexec", "runuser", "strace", "ltrace", "gdb", "lldb", "perf", "command", "exec", "eval"],
  ...["awk", "gawk", "mawk", "nawk", "sed", "ed", "ex", "vi", "vim", "nvim", "emacs", "less", "more", "man", "dc", "m4"],
  ...[
    "perl",
    "ruby",
    "irb",
    "php",
    "lua",
    "luajit",
    "deno",
    "bun",
    "bunx",
    "npx",
    "ts-node",
    "tsx",
    "pypy",
    "julia",
    "guile",
    "ghci",
    "elixir",
    "erl",
  ],
  ...[
    "tar",
    "bsdtar",
    "cpio",
    "zip",
    "rsync",
    "ssh",
    "scp",
    "sftp",
    "git-shell",
    "docker",
    "podman",
    "systemd-run",
    "sqlite",
    "sqlite3",
    "psql",
  ],
  ...["ld", "ldd", "gcc", "g++", "cc", "c++", "clang", "clang++", "java", "jshell", "curl", "wget", "nc", "ncat", "socat", "telnet"],
]);

/** What a name says without the version and the ending that systems put behind it: `Python3.11`, `git.exe`. */
export function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\.(?:exe|com|cmd|bat|ps1)$/, "")
    .replace(/[-.]?\d[\d.]*$/, "");
}

/** Names of the same with something before or behind it: `ipython3`, `python3-dbg`, `php-cgi8.2`, `aarch64-linux-gnu-gcc`. */
const variants =
  /^(?:(?:[ib]|pt)?pythonw?|pypy|perl|ruby|php|lua|node|nodejs|busybox|toybox)(?:[-_.]?(?:\d[\d.]*|dbg|debug|d|m|cgi|fpm|thread|static|min|nox|tiny))*$|^(?:qemu-.*|wine)$|-(?:gcc|g\+\+|cc|c\+\+|clang|ld)$/;

/** Whether a program of that name runs what its words say. */
export function isInterpreter(name: string): boolean {
  const plain = plainName(name);
  return interpreters.has(name) || interpreters.has(plain) || variants.test(plain);
}
