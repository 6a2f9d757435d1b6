import type { Programs, Usage } from "./command.ts";

const selecting = `-p<name> --package=<name> --workspace --all --exclude=<name> --lib --bins --bin=<name> --tests --test=<name> --examples --example=<name> --benches --bench=<name> --all-targets
  --features=<names> -F<names> --all-features --no-default-features`;
/** Nothing that names a configuration (`--config`), an unstable switch (`-Z`) or a toolchain (`+nightly`). */
const building = `${selecting} --release -r --profile=<name> --target=<triple> --target-dir=<path> --manifest-path=<place> --locked --offline --frozen -j<number> --jobs=<number> --keep-going
  -q -v -vv --quiet --verbose --color=auto|always|never --message-format=human|short|json --timings`;
/** What the test harness takes. */
const harness: Usage = {
  options:
    "--nocapture --no-capture --show-output --test-threads=<number> --ignored --include-ignored --exact --skip=<text> --list --quiet -q --color=auto|always|never --format=pretty|terse",
  arguments: "dotted|text...",
};
const lints: Usage = { options: "-D<lint> -W<lint> -A<lint> --deny=<lint> --warn=<lint> --allow=<lint>" };

const plainly: Usage = { clusters: true, options: building };
const testing: Usage = { clusters: true, options: `${building} --doc --no-run --no-fail-fast`, arguments: "name?", after: harness };

const rust: Programs = {
  cargo: {
    forms: {
      ...{ test: testing, t: testing, build: plainly, b: plainly, check: plainly, c: plainly },
      clippy: { clusters: true, options: `${building} --fix --allow-dirty --allow-staged --no-deps`, after: lints },
      fmt: { options: "--check --all -p<name> --package=<name> -q -v --quiet --verbose", after: { options: "--check -q --quiet" } },
      doc: { clusters: true, options: `${building} --no-deps --document-private-items` },
      bench: { clusters: true, options: `${building} --no-run`, arguments: "name?", after: harness },
      run: { clusters: true, options: building, after: { arguments: "*" } },
      clean: { options: "-p<name> --release --doc --locked --offline" },
      metadata: { options: "--format-version=1 --no-deps --locked --offline --frozen --manifest-path=<place>" },
      tree: {
        options: `${selecting} -e<names> --edges=<names> -i<name> --invert=<name> -d --duplicates --depth=<number> --prefix=depth|indent|none --locked --offline`,
      },
      fetch: { options: "--locked --offline --target=<triple>" },
      "": { options: "-V --version", requires: "-V --version" },
    },
  },
  rustc: { forms: { "": { options: "-V --version -vV", requires: "-V --version -vV" } } },
  rustfmt: { forms: { "": { options: "--check --edition=<number> -l -v -q", arguments: "path..." } } },
};

/** Nothing that has go call a program (`-exec`, `-toolexec`, `-vettool`), lays files over others or hands words to the linker. */
const compiling = "-v -x -n -a -race -tags=<names> -mod=readonly|vendor|mod -p=<number> -trimpath -buildvcs=true|false|auto";
const vetting: Usage = { options: `${compiling} -json`, arguments: "package..." };

const go: Programs = {
  go: {
    forms: {
      test: {
        options: `${compiling} -run=<text> -skip=<text> -count=<number> -short -failfast -json -cover -coverprofile=<path> -covermode=set|count|atomic -coverpkg=<package> -timeout=<duration>
          -bench=<text> -benchtime=<names> -benchmem -parallel=<number> -cpu=<names> -shuffle=on|off -list=<text> -vet=off|all`,
        arguments: "package...",
      },
      build: { options: `${compiling} -o<path>`, arguments: "package..." },
      vet: vetting,
      // Of this module alone: others have directives, too.
      generate: { options: "-v -x -n -run=<text>", arguments: "local..." },
      run: { options: compiling, arguments: "local *" },
      fmt: { options: "-n -x", arguments: "package..." },
      list: { options: "-json -m -deps -test -e -find -u -versions -mod=readonly|vendor|mod", arguments: "package..." },
      doc: { options: "-all -short -src -u -c", arguments: "package..." },
      "mod tidy": { options: "-v -e -diff" },
      "mod verify": {},
      "mod graph": {},
      "mod download": { options: "-x -json" },
      "mod why": { options: "-m", arguments: "package..." },
      env: { arguments: "name..." },
      clean: { options: "-n -x -testcache", arguments: "package..." },
      version: {},
    },
  },
  gofmt: { forms: { "": { options: "-l -d -s -e -w", arguments: "path..." } } },
};

/** Targets and phases that the project's own build files define. No variable, file or rule from the plan. */
const built: Programs = {
  make: {
    forms: {
      "": {
        clusters: true,
        options:
          "-j[<number>] --jobs[=<number>] -k --keep-going -s --silent --quiet -B --always-make -n --dry-run --just-print -q --question -C<place> --directory=<place> -w --print-directory --no-print-directory -v --version",
        arguments: "target...",
      },
    },
  },
  cmake: {
    forms: {
      "": [
        { options: "--version", requires: "--version" },
        {
          options:
            "-S<place> -B<path> -DCMAKE_BUILD_TYPE=Debug|Release|RelWithDebInfo|MinSizeRel -DBUILD_TESTING=ON|OFF -DCMAKE_EXPORT_COMPILE_COMMANDS=ON|OFF --fresh",
          requires: "-S -B",
        },
        {
          options:
            "--build=<place> -j<number> --parallel=<number> --target=<target> --config=Debug|Release|RelWithDebInfo|MinSizeRel --clean-first -v --verbose",
          requires: "--build",
        },
      ],
    },
  },
  ctest: {
    forms: {
      "": {
        options:
          "--test-dir=<place> --output-on-failure -j<number> --parallel=<number> -R<text> -E<text> -L<text> -V -VV -N -Q --stop-on-failure --rerun-failed --timeout=<number> --version",
      },
    },
  },
  mvn: {
    forms: {
      "": {
        options: "-q -B -o -e -ntp -U --quiet --batch-mode --offline --errors --no-transfer-progress -DskipTests -v --version",
        arguments: "phase...",
      },
    },
  },
  gradle: {
    forms: {
      "": {
        options:
          "-q -i -s --quiet --info --stacktrace --offline --no-daemon --continue --console=plain --parallel --rerun-tasks --dry-run -m --warning-mode=all|none|summary -v --version",
        arguments: "goal...",
      },
    },
  },
};

export const compiled: Programs = { ...rust, ...go, ...built };
