import { defineConfig } from "vitest/config";

// No test ever speaks with the tokens or the database of the shell it was started from.
for (const name of Object.keys(process.env)) {
  if (/^(ADJUTANT_|SLACK_|DISCORD_|OPENAI_|DATABASE_URL$|PORT$|WEBHOOK_PORT$)/.test(name)) delete process.env[name];
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
    // What is waited for comes when the machine has time for it.
    expect: { poll: { timeout: 30_000 } },
    passWithNoTests: false,
  },
});
