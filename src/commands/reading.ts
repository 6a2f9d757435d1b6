import type { Program, Programs } from "./command.ts";

/**
 * The harmless part of programs whose words can be programs: sed without `w` and `e`, awk that prints columns, archives that are
 * listed or written. Whatever is more is a shell step.
 */
const packing = "-z -j -J -v --gzip --bzip2 --xz --verbose -f<path> --file=<path>";

const archives: Program = {
  forms: {
    "": [
      { options: `${packing} -t --list`, requires: "-t --list", arguments: "path...", clusters: true },
      {
        options: `${packing} -c --create -C<path> --directory=<path> --exclude=<glob>`,
        requires: "-c --create",
        arguments: "path path...",
        clusters: true,
      },
    ],
    // The old way of writing options, in one word without a dash.
    ...Object.fromEntries(["tf", "tvf", "tzf", "tzvf", "tvzf", "tjf", "tJf"].map((key) => [key, { arguments: "path path..." }])),
    ...Object.fromEntries(["cf", "czf", "cvf", "czvf", "cjf", "cJf"].map((key) => [key, { arguments: "path path path..." }])),
  },
};

/** Programs that are asked for their version alone, to see what there is. */
const asked = [
  ...["java", "javac", "gcc", "g++", "cc", "clang", "clang++", "ruby", "bundle", "gem", "php", "composer", "perl", "dotnet", "deno", "bun"],
  ...["poetry", "uv", "tox"],
];
const version: Program = { forms: { "--version": {}, "-version": {} } };

export const reading: Programs = {
  ...Object.fromEntries(asked.map((name) => [name, version])),
  sed: {
    forms: {
      "": [
        {
          options: "-n -E -r -s -z --quiet --silent --regexp-extended --sandbox -e<editing> --expression=<editing>",
          requires: "-e --expression",
          arguments: "path path...",
          clusters: true,
        },
        { options: "-n -E -r -s -z --quiet --silent --regexp-extended --sandbox", arguments: "editing path path...", clusters: true },
      ],
    },
  },
  awk: { forms: { "": { options: "-F<character>", arguments: "columns path path...", clusters: true } } },
  tar: archives,
  unzip: { forms: { "": { options: "-l -v -t -q", requires: "-l -t", arguments: "path", clusters: true } } },
};
