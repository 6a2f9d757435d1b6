import type { Check } from "../check.ts";
import { failuresOf } from "./failures.ts";

/** Cargo's own build and tests. */
export const rust: Check = {
  name: "rust",
  definitions: /(?:^|\/)(?:\.cargo\/config(?:\.toml)?|rust-toolchain(?:\.toml)?|\.?clippy\.toml)$/,
  failures: failuresOf,
  detect: async (files) => {
    if ((await files.read("Cargo.toml")) === null) return [];
    return [
      { check: "rust", purpose: "test", title: "cargo test", argv: ["cargo", "test", "--no-fail-fast"], directory: ".", required: true },
      { check: "rust", purpose: "build", title: "cargo build", argv: ["cargo", "build"], directory: ".", required: true },
    ];
  },
};
