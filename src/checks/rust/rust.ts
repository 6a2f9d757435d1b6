import type { Check } from "../check.ts";

/** Cargo's own build and tests. */
export const rust: Check = {
  name: "rust",
  detect: async (files) => {
    if ((await files.read("Cargo.toml")) === null) return [];
    return [
      { check: "rust", purpose: "test", title: "cargo test", argv: ["cargo", "test"], directory: ".", required: true },
      { check: "rust", purpose: "build", title: "cargo build", argv: ["cargo", "build"], directory: ".", required: true },
    ];
  },
};
