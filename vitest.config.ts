import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// No test ever speaks with the tokens or the database of the shell it was started from.
for (const name of Object.keys(process.env)) {
  if (/^(ADJUTANT_|SLACK_|DISCORD_|OPENAI_|DATABASE_URL$|PORT$|WEBHOOK_PORT$)/.test(name)) delete process.env[name];
}

/** What takes minutes begins first, so that nothing is waited for alone in the end. */
const long = [
  "flow/ordeal",
  "escapes/escapes",
  "orchestrator/workers",
  "domain/exhaustive",
  "contract/",
  "cli/",
  "store/embedded/",
  "flow/",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification) => {
      const rank = long.findIndex((part) => moduleId.includes(`/test/${part}`));
      return rank === -1 ? long.length : rank;
    };
    return (await super.sort(files)).toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    pool: "forks",
    sequence: { sequencer: LongestFirst },
    // Most of them wait for processes, sockets and databases most of the time.
    maxWorkers: Math.min(8, availableParallelism() + 1),
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 20_000,
    // What is waited for comes when the machine has time for it.
    expect: { poll: { timeout: 30_000 } },
    passWithNoTests: false,
  },
});
