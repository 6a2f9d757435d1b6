import type { Check } from "../check.ts";
import { failuresOf } from "./failures.ts";

/** The tests of every package of the module, and vet, which comes with Go. */
export const go: Check = {
  name: "go",
  definitions: /(?:^|\/)\.golangci\.(?:ya?ml|toml|json)$/,
  failures: failuresOf,
  detect: async (files) => {
    if ((await files.read("go.mod")) === null) return [];
    return [
      { check: "go", purpose: "test", title: "go test ./...", argv: ["go", "test", "./..."], directory: ".", required: true },
      { check: "go", purpose: "lint", title: "go vet ./...", argv: ["go", "vet", "./..."], directory: ".", required: false },
    ];
  },
};
