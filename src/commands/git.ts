import type { Programs, Usage } from "./command.ts";

/** How differences are shown. Nothing that writes a file (`--output`) or has git call a program (`--ext-diff`, `--textconv`). */
const difference = `-p -u --patch --no-patch -s --stat --shortstat --numstat --name-only --name-status --summary --compact-summary --dirstat --raw
  --color[=always|auto|never] --no-color --word-diff[=plain|porcelain|none] -w -b -a --text --ignore-all-space --ignore-space-change
  --ignore-space-at-eol --ignore-blank-lines -U<number> --unified=<number> -M[<number>] -C[<number>] --find-renames[=<number>] --no-renames
  --diff-filter=<name> --no-ext-diff --no-textconv --minimal --patience --histogram --diff-algorithm=patience|minimal|histogram|myers
  --check --full-index --binary --no-prefix --abbrev[=<number>] -S<text> -G<text> --pickaxe-regex --function-context -W -R -z --relative`;

/** Which commits, and in which order. */
const commits = `--max-count=<number> --skip=<number> --since=<date> --after=<date> --until=<date> --before=<date>
  --author=<text> --committer=<text> --grep=<text> -i --regexp-ignore-case -E --extended-regexp -F --fixed-strings --all-match --invert-grep
  --all --branches[=<glob>] --tags[=<glob>] --remotes[=<glob>] --merges --no-merges --first-parent --reverse --topo-order --date-order
  --left-right --cherry-pick --cherry-mark --no-walk --ancestry-path --simplify-by-decoration --boundary --left-only --right-only`;

/** How many of them, where `-n` means that. */
const counted = "-n<number> -<number>";

/** How a commit is told. */
const telling = `--oneline --graph --decorate[=short|full|auto|no] --no-decorate --abbrev-commit --no-abbrev-commit --date=<names>
  --format=<format> --pretty[=<format>] --no-notes --parents --children --source`;

const paths: Usage = { arguments: "path..." };
const getopt = { clusters: true } as const;
const listing =
  "--sort=<key> --format=<format> --contains[=<revision>] --no-contains[=<revision>] --merged[=<revision>] --no-merged[=<revision>] --points-at=<revision> --column --no-column -i --ignore-case";

const reading: Readonly<Record<string, Usage | readonly Usage[]>> = {
  status: {
    ...getopt,
    options:
      "-s --short -b --branch --porcelain[=v1|v2] --long --show-stash -z -u[no|normal|all] --untracked-files[=no|normal|all] --ignored[=traditional|no|matching] -v --verbose",
    arguments: "path...",
    after: paths,
  },
  log: {
    ...getopt,
    options: `${difference} ${commits} ${counted} ${telling} --follow -L<range>`,
    arguments: "revision|path...",
    after: paths,
  },
  show: { ...getopt, options: `${difference} ${telling}`, arguments: "revision...", after: paths },
  diff: {
    ...getopt,
    options: `${difference} --cached --staged --merge-base --exit-code --quiet -q`,
    arguments: "revision|path...",
    after: paths,
  },
  "diff-tree": {
    ...getopt,
    options: `${difference} -r -t --root --no-commit-id -m -c --cc`,
    arguments: "revision revision? path...",
    after: paths,
  },
  shortlog: {
    ...getopt,
    options: `-s -n -e --summary --numbered --email --group=author|committer ${commits}`,
    arguments: "revision...",
    after: paths,
  },
  "rev-list": { ...getopt, options: `--count --abbrev-commit ${commits} ${counted}`, arguments: "revision...", after: paths },
  "rev-parse": {
    options:
      "--short[=<number>] --abbrev-ref[=strict|loose] --verify -q --quiet --show-toplevel --show-prefix --show-cdup --git-dir --is-inside-work-tree --is-bare-repository --symbolic-full-name --symbolic --all --branches --tags --remotes",
    arguments: "revision...",
  },
  describe: {
    options:
      "--tags --all --always --long --dirty[=<name>] --broken[=<name>] --abbrev=<number> --match=<glob> --exclude=<glob> --first-parent --contains --exact-match --candidates=<number>",
    arguments: "revision...",
  },
  blame: {
    ...getopt,
    options:
      "-L<range> -w -e -s -l -t -f -n -c -p --porcelain --line-porcelain --show-email --show-name --show-number --root --date=<names> --abbrev=<number> -M[<number>] -C[<number>] --since=<date>",
    arguments: "revision|path path?",
    after: paths,
  },
  grep: {
    ...getopt,
    options:
      "-n -i -l -L -c -w -v -h -H -q -o -a -I -z -E -F -G -P -p -W --line-number --ignore-case --files-with-matches --name-only --files-without-match --count --word-regexp --invert-match --only-matching --extended-regexp --fixed-strings --perl-regexp --heading --break --column --cached --untracked --exclude-standard --full-name --show-function --all-match --color[=always|auto|never] --no-color -A<number> -B<number> -C<number> --max-depth=<number> -m<number> --max-count=<number> --threads=<number>",
    arguments: "text revision|path...",
    after: paths,
  },
  "ls-files": {
    ...getopt,
    options:
      "-c -d -m -o -i -s -t -u -v -k -z --cached --deleted --modified --others --ignored --stage --unmerged --killed --exclude-standard --error-unmatch --full-name --eol --deduplicate",
    arguments: "path...",
    after: paths,
  },
  "ls-tree": {
    ...getopt,
    options: "-r -t -d -l -z --long --name-only --name-status --full-name --full-tree --abbrev[=<number>]",
    arguments: "revision path...",
    after: paths,
  },
  "cat-file": { options: "-t -s -e -p", arguments: "revision" },
  "merge-base": { options: "--all -a --octopus --is-ancestor --fork-point", arguments: "revision revision..." },
  "name-rev": { options: "--tags --name-only --always", arguments: "revision..." },
  "for-each-ref": { options: `--count=<number> ${listing}`, arguments: "glob..." },
  "show-ref": {
    ...getopt,
    options: "--heads --tags --branches -d --dereference -s --hash[=<number>] --verify -q --quiet",
    arguments: "glob...",
  },
  "check-ignore": { ...getopt, options: "-v --verbose -q --quiet -n --non-matching --no-index", arguments: "path path...", after: paths },
  "count-objects": { ...getopt, options: "-v -H --verbose --human-readable" },
  reflog: { options: `${telling} ${counted}` },
  "stash list": { options: `${telling} ${difference} ${counted}` },
  "stash show": { ...getopt, options: `${difference} -u --include-untracked`, arguments: "revision?" },
  "worktree list": { options: "-v --verbose --porcelain" },
  remote: { options: "-v --verbose" },
  version: { options: "--build-options" },
};

const branches: readonly Usage[] = [
  {
    ...getopt,
    options: `--list -l -a -r -v --all --remotes --verbose --color[=always|auto|never] --no-color --abbrev[=<number>] ${listing}`,
    requires: "--list -l",
    arguments: "glob...",
  },
  {
    ...getopt,
    options: `-a -r -v --all --remotes --verbose --show-current --color[=always|auto|never] --no-color --abbrev[=<number>] ${listing}`,
  },
];

const tags: readonly Usage[] = [
  { ...getopt, options: `--list -l -n[<number>] ${listing}`, requires: "--list -l", arguments: "glob..." },
  { options: `-n[<number>] ${listing}` },
];

/** In the working tree and the repository; nothing that reaches a network, a configuration or an editor. */
const writing: Readonly<Record<string, Usage | readonly Usage[]>> = {
  add: {
    ...getopt,
    options:
      "-A -u -n -v -f -N --all --update --dry-run --verbose --force --intent-to-add --ignore-errors --renormalize --no-all --chmod=+x|-x",
    arguments: "path...",
    after: paths,
  },
  commit: {
    ...getopt,
    options:
      "-m<text> --message=<text> -F<path> --file=<path> --no-edit -a -q -v -s -n --all --quiet --signoff --allow-empty --amend --no-verify --dry-run --no-gpg-sign --author=<text> --date=<date>",
    requires: "-m --message -F --file --no-edit",
    arguments: "path...",
    after: paths,
  },
  restore: {
    ...getopt,
    options: "-S -W -q --staged --worktree --quiet -s<revision> --source=<revision> --ours --theirs",
    arguments: "path...",
    after: paths,
  },
  checkout: {
    ...getopt,
    options: "-b<revision> -q -f --quiet --force --detach --ours --theirs",
    arguments: "revision? path...",
    after: paths,
  },
  switch: { ...getopt, options: "-c<revision> --create=<revision> -q -d --quiet --detach --discard-changes", arguments: "revision?" },
  reset: { ...getopt, options: "-q --quiet --soft --mixed --hard --keep", arguments: "revision? path...", after: paths },
  branch: [
    ...branches,
    { ...getopt, options: "-d -D -q --delete --quiet", requires: "-d -D --delete", arguments: "revision revision..." },
    { ...getopt, options: "-q --quiet", arguments: "revision revision?" },
  ],
  tag: [...tags, { arguments: "revision revision?" }],
  merge: {
    options: "--ff-only --no-ff --squash --no-commit --no-edit --abort --quit -q --quiet --stat --no-stat -m<text>",
    requires: "--ff-only --squash --no-commit --no-edit --abort --quit -m",
    arguments: "revision?",
  },
  "cherry-pick": { options: "-x -n --no-commit --abort --quit --skip", arguments: "revision..." },
  revert: {
    options: "-n --no-commit --no-edit --abort --quit --skip",
    requires: "-n --no-commit --no-edit --abort --quit --skip",
    arguments: "revision...",
  },
  stash: { ...getopt, options: "-q -u -k -S --quiet --include-untracked --keep-index --staged", after: paths },
  "stash push": {
    ...getopt,
    options: "-q -u -k -S -m<text> --quiet --include-untracked --keep-index --staged --message=<text>",
    arguments: "path...",
    after: paths,
  },
  "stash pop": { options: "-q --quiet --index", arguments: "revision?" },
  "stash apply": { options: "-q --quiet --index", arguments: "revision?" },
  "stash drop": { options: "-q --quiet", arguments: "revision?" },
  rm: { ...getopt, options: "-r -f -n -q --cached --force --dry-run --quiet --ignore-unmatch", arguments: "path...", after: paths },
  mv: { ...getopt, options: "-f -k -n -v --force --dry-run --verbose", arguments: "path path..." },
  clean: { ...getopt, options: "-n -f -d -x -X -q --dry-run --force --quiet", arguments: "path...", after: paths },
  apply: { options: "--check --stat --numstat --summary --index --cached -3 --3way -R --reverse -v --verbose", arguments: "path path..." },
};

export const git: Programs = {
  git: {
    flags: "--no-pager --no-optional-locks --literal-pathspecs",
    forms: { ...reading, ...writing, "": { options: "--version", requires: "--version" } },
  },
};
