import type { Program, Programs } from "./command.ts";

const around =
  "-A<number> -B<number> -C<number> -m<number> --max-count=<number> --after-context=<number> --before-context=<number> --context=<number>";
const grep = `-<number> -r -R -n -i -v -l -L -c -q -w -x -o -h -H -s -a -I -E -F -G -P -Z ${around} --recursive --line-number --ignore-case --invert-match --files-with-matches --files-without-match --count --quiet --silent
  --word-regexp --line-regexp --only-matching --no-filename --with-filename --no-messages --extended-regexp --fixed-strings --basic-regexp --perl-regexp --include=<glob> --exclude=<glob> --exclude-dir=<glob>
  --color[=always|auto|never] --colour[=always|auto|never] --binary-files=text|without-match --null`;
/** Nothing that has rg call a program (`--pre`, `--hostname-bin`, `-z`). */
const rg = `-n -N -i -S -s -l -c -w -x -o -v -F -P -U -q -u -g<glob> -t<name> -T<name> -d<number> ${around} --line-number --no-line-number --ignore-case --smart-case --case-sensitive --files-with-matches --files-without-match
  --count --count-matches --word-regexp --only-matching --invert-match --fixed-strings --multiline --quiet --hidden --no-ignore --no-ignore-vcs --glob=<glob> --iglob=<glob> --type=<name> --type-not=<name> --json --stats --heading
  --no-heading --vimgrep --column --no-filename --with-filename --max-depth=<number> --sort=path|modified|none --color=never|auto|always --no-messages --trim --no-config`;
const difference = `-u -c -r -N -q -s -w -b -B -i -y -a -t -p -U<number> --unified[=<number>] --recursive --new-file --brief --report-identical-files --ignore-all-space --ignore-space-change
  --ignore-blank-lines --ignore-case --side-by-side --text --show-c-function -x<glob> --exclude=<glob> --color[=always|auto|never] --strip-trailing-cr --suppress-common-lines --minimal --width=<number> -W<number>`;
const jq =
  "-r -c -e -n -s -S -M -C -j -a -R --raw-output --compact-output --exit-status --null-input --slurp --sort-keys --monochrome-output --color-output --join-output --ascii-output --raw-input --tab --indent=<number>";

const grepping: Program = {
  forms: {
    "": [
      { options: `${grep} -e<text> --regexp=<text>`, requires: "-e --regexp", arguments: "path...", clusters: true },
      { options: grep, arguments: "text path...", clusters: true },
    ],
  },
};

/** What finds things in files and trees. */
export const search: Programs = {
  ...{ grep: grepping, egrep: grepping, fgrep: grepping },
  rg: {
    forms: {
      "": [
        { options: `${rg} --files --type-list --version`, requires: "--files --type-list --version", arguments: "path...", clusters: true },
        { options: `${rg} -e<text> --regexp=<text>`, requires: "-e --regexp", arguments: "path...", clusters: true },
        { options: rg, arguments: "text path...", clusters: true },
      ],
    },
  },
  // What it finds it tells: no word of it runs, deletes or writes (`-exec`, `-ok`, `-delete`, `-fprintf`).
  find: {
    forms: {
      "": {
        options: `-L -P -H -name<glob> -iname<glob> -path<glob> -ipath<glob> -wholename<glob> -regex<text> -iregex<text> -type=f|d|l|f,d -maxdepth<number> -mindepth<number> -size<size> -mtime<signed> -mmin<signed>
          -newer<path> -empty -executable -readable -writable -perm<mode> -links<signed> -print -print0 -printf<text> -ls -prune -quit -o -a -or -and -not -xdev -mount -depth -follow -daystart -true -false -readable`,
        arguments: "path|bracket...",
      },
    },
  },
  diff: { forms: { "": { options: difference, arguments: "path path", clusters: true } } },
  jq: { forms: { "": { options: jq, arguments: "filter path...", clusters: true } } },
  tree: {
    forms: {
      "": {
        options:
          "-a -d -f -i -s -h -D -F -L<number> -I<glob> -P<glob> --gitignore --noreport --dirsfirst --prune --du --sort=name|size|mtime",
        arguments: "path...",
      },
    },
  },
  shellcheck: {
    forms: {
      "": {
        options:
          "-x -a -C -s<name> -S<name> -e<names> -f<name> --shell=sh|bash|dash|ksh --severity=error|warning|info|style --exclude=<names> --format=gcc|tty|json|checkstyle",
        arguments: "path path...",
      },
    },
  },
};
