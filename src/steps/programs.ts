/**
 * Programs a planner is told of where the sandbox really has them (product: 2.3, allowed binaries). Nothing here installs for
 * the whole machine, changes accounts or serves. Which of them run without a shell, and how, the schema says.
 */
export const knownPrograms: readonly string[] = [
  ...["git", "diff", "patch", "jq", "yq", "rg", "fd", "tree", "sqlite3", "psql", "curl", "wget", "openssl", "shellcheck"],
  ...["tar", "gzip", "gunzip", "zip", "unzip", "xz", "zstd", "bzip2", "rsync", "file"],
  ...["node", "npm", "npx", "pnpm", "yarn", "bun", "deno", "tsc"],
  ...["python", "python3", "pip", "pip3", "pipenv", "poetry", "uv", "pytest", "tox", "ruff", "mypy", "black"],
  ...["cargo", "rustc", "rustfmt", "go", "gofmt", "java", "javac", "mvn", "gradle", "dotnet", "swift", "zig"],
  ...["ruby", "bundle", "rake", "gem", "php", "composer", "perl", "prove", "lua", "elixir", "mix", "ghc", "cabal", "stack"],
  ...["make", "cmake", "ctest", "ninja", "meson", "gcc", "g++", "cc", "c++", "clang", "clang++", "ld", "ar", "pkg-config"],
  ...["sh", "bash", "dash", "zsh", "awk", "sed", "grep", "egrep", "fgrep", "find", "xargs", "which", "env", "timeout", "time"],
  ...["basename", "cat", "chmod", "cksum", "cmp", "comm", "cp", "csplit", "cut", "date", "dd", "df", "dirname", "du", "echo"],
  ...["expand", "expr", "false", "fmt", "fold", "head", "hostname", "id", "install", "join", "link", "ln", "ls", "md5sum"],
  ...["mkdir", "mktemp", "mv", "nl", "nproc", "numfmt", "od", "paste", "pr", "printenv", "printf", "pwd", "readlink"],
  ...["realpath", "rm", "rmdir", "seq", "sha1sum", "sha256sum", "shuf", "sleep", "sort", "split", "stat", "strings", "sum"],
  ...["tac", "tail", "tee", "test", "touch", "tr", "true", "truncate", "tsort", "uname", "unexpand", "uniq", "unlink", "wc"],
  ...["pandoc", "dot", "convert", "ffmpeg", "hexdump", "xxd", "bc", "gawk", "iconv", "xmllint", "envsubst", "git-lfs"],
];
