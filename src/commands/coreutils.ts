import type { Program, Programs } from "./command.ts";

/** A program that reads its words as getopt does. */
function tool(options: string, words: string): Program {
  return { forms: { "": { options, arguments: words, clusters: true } } };
}

const sums = tool("-b -t -c --binary --text --check --quiet --status --ignore-missing --strict --tag", "path...");

/** What looks at files and prints. Nothing that writes where it was told (`sort -o`), or calls a program (`sort --compress-program`). */
const looking: Programs = {
  cat: tool("-n -b -s -A -E -T -v -e -t --number --number-nonblank --squeeze-blank --show-all --show-ends --show-tabs", "path..."),
  ls: tool(
    "-l -a -A -h -R -r -t -S -d -1 -F -i -s -n -p -G -g -o -C -x -m -U -X -v -L --all --almost-all --human-readable --recursive --reverse --directory --size --inode --full-time --group-directories-first --color[=always|auto|never] --sort=size|time|name|extension|version|none --time-style=full-iso|long-iso|iso|locale",
    "path...",
  ),
  head: tool("-n<signed> -c<size> -q -v -<number> --lines=<signed> --bytes=<size> --quiet --verbose", "path..."),
  tail: tool("-n<signed> -c<size> -q -v -<number> --lines=<signed> --bytes=<size> --quiet --verbose", "path..."),
  wc: tool("-l -w -c -m -L --lines --words --bytes --chars --max-line-length", "path..."),
  sort: tool(
    "-n -r -u -f -b -h -V -s -c -C -d -g -i -M -m -R -k<fields> -t<character> --numeric-sort --reverse --unique --ignore-case --human-numeric-sort --version-sort --stable --check --key=<fields> --field-separator=<character>",
    "path...",
  ),
  // A second file would be written to.
  uniq: tool("-c -d -u -i -D -f<number> -s<number> -w<number> --count --repeated --unique --ignore-case --skip-fields=<number>", "path?"),
  cut: tool(
    "-d<character> -f<fields> -c<fields> -b<fields> -s --complement --delimiter=<character> --fields=<fields> --characters=<fields> --only-delimited --output-delimiter=<text>",
    "path...",
  ),
  tr: tool("-d -s -c -C -t --delete --squeeze-repeats --complement", "text text?"),
  nl: tool("-b<name> -w<number> -n<name>", "path..."),
  tac: tool("", "path..."),
  rev: tool("", "path..."),
  fold: tool("-w<number> -s -b --width=<number> --spaces", "path..."),
  fmt: tool("-w<number> -s -u --width=<number>", "path..."),
  expand: tool("-t<number> --tabs=<number>", "path..."),
  paste: tool("-d<character> -s --delimiters=<character> --serial", "path..."),
  join: tool("-1<number> -2<number> -t<character> -i -v<number> -a<number>", "path path"),
  comm: tool("-1 -2 -3 --check-order --nocheck-order --total", "path path"),
  cmp: tool("-s -l -b -n<number> --silent --quiet --verbose", "path path"),
  od: tool("-c -x -b -d -o -A<name> -t<name> -N<number> -j<number>", "path..."),
  hexdump: tool("-C -n<number> -s<number> -v", "path..."),
  strings: tool("-a -n<number>", "path..."),
  base64: tool("-d -w<number> --decode --wrap=<number>", "path?"),
  file: tool("-b -i -L --brief --mime --mime-type", "path path..."),
  stat: tool("-c<text> --format=<text> --printf=<text> -L -t --dereference --terse", "path path..."),
  du: tool(
    "-s -h -a -c -k -m -b -x -L -S -d<number> --summarize --human-readable --all --total --bytes --max-depth=<number> --exclude=<glob> --apparent-size --si",
    "path...",
  ),
  df: tool("-h -k -m -T -i -a -P --human-readable --print-type --inodes --total", "path..."),
  basename: tool("-a -s<text> --multiple --suffix=<text>", "path path..."),
  dirname: tool("", "path path..."),
  realpath: tool("-e -m -s -q --relative-to=<path> --relative-base=<path>", "path path..."),
  readlink: tool("-f -e -m -n -q --canonicalize", "path path..."),
  ...{ md5sum: sums, sha1sum: sums, sha256sum: sums, sha512sum: sums, b2sum: sums },
  cksum: tool("", "path..."),
};

/** What says something of itself or the machine. */
const telling: Programs = {
  echo: tool("-n -e -E", "text..."),
  printf: tool("", "text text..."),
  pwd: tool("-P -L", ""),
  ...{ true: tool("", ""), false: tool("", "") },
  date: tool(
    "-u -R --utc --rfc-email -I[date|hours|minutes|seconds|ns] --iso-8601[=date|hours|minutes|seconds|ns] --rfc-3339=date|seconds|ns -d<date> --date=<date> -r<path> --reference=<path>",
    "moment?",
  ),
  seq: tool("-w -s<text> --equal-width --separator=<text>", "signed signed? signed?"),
  sleep: tool("", "duration"),
  test: tool("-e<path> -f<path> -d<path> -s<path> -r<path> -w<path> -x<path> -L<path> -h<path>", ""),
  which: tool("-a", "name name..."),
  uname: tool("-a -s -n -r -v -m -p -o --all", ""),
  id: tool("-u -g -G -n --user --group --groups --name", ""),
  whoami: tool("", ""),
  nproc: tool("--all --ignore=<number>", ""),
};

/** What changes files below the paths that the step may write. */
const changing: Programs = {
  mkdir: tool("-p -v -m<mode> --parents --verbose --mode=<mode>", "path path..."),
  rmdir: tool("-p -v --parents --verbose --ignore-fail-on-non-empty", "path path..."),
  touch: tool("-c -a -m -d<date> -r<path> --no-create --date=<date> --reference=<path>", "path path..."),
  cp: tool(
    "-r -R -a -p -f -n -u -v -d -T -t<path> --recursive --archive --force --no-clobber --update --verbose --parents --target-directory=<path> --no-target-directory",
    "path path...",
  ),
  mv: tool(
    "-f -n -u -v -T -t<path> --force --no-clobber --update --verbose --target-directory=<path> --no-target-directory",
    "path path...",
  ),
  rm: tool("-r -R -f -v -d --recursive --force --verbose --dir", "path path..."),
  chmod: tool("-R -v -c -f --recursive --verbose --changes", "mode path path..."),
  truncate: tool("-s<size> -c --size=<size> --no-create", "path path..."),
};

export const coreutils: Programs = { ...looking, ...telling, ...changing };
