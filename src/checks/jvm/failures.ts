/** Failing tests as surefire and Gradle tell them while they run. */
export function failuresOf(output: string): readonly string[] {
  return [...new Set([...surefireFailures(output), ...gradleFailures(output)])];
}

/** `[ERROR] shop.CartTest.adds -- Time elapsed: 0.1 s <<< FAILURE!`, and the older `adds(shop.CartTest)  Time elapsed: …`. */
function surefireFailures(output: string): readonly string[] {
  const lines = output.split("\n").filter((line) => /<<< (?:FAILURE|ERROR)!$/.test(line) && !line.includes("Tests run:"));
  return lines.map((line) => (line.split(/(?: --)? +Time elapsed: /)[0] ?? line).replace("[ERROR] ", ""));
}

/** `CartTest > adds() FAILED`; a task's own line begins with `> Task`. */
function gradleFailures(output: string): readonly string[] {
  const lines = output.split("\n").filter((line) => /^\w.* > .* FAILED$/.test(line.length < 500 ? line : ""));
  return lines.map((line) => line.replace(/ FAILED$/, ""));
}
