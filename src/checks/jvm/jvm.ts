import type { Check } from "../check.ts";
import { failuresOf } from "./failures.ts";

/** Maven or Gradle, through the script the project brings where it brings one. */
export const jvm: Check = {
  name: "jvm",
  definitions: /(?:^|\/)(?:mvnw|gradlew|\.mvn\/.+|gradle\/wrapper\/.+)$/,
  failures: failuresOf,
  detect: async (files) => {
    const names = await files.list(".");
    const build = builds.find(({ manifests }) => manifests.some((name) => names.includes(name)));
    if (build === undefined) return [];
    const program = names.includes(build.script) ? `./${build.script}` : build.program;
    return [{ check: "jvm", purpose: "test", title: `${program} test`, argv: [program, "test"], directory: ".", required: true }];
  },
};

const builds = [
  { manifests: ["pom.xml"], script: "mvnw", program: "mvn" },
  { manifests: ["build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts"], script: "gradlew", program: "gradle" },
] as const;
