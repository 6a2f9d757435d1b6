import { dependentsOf } from "./dag.ts";
import { coversPath } from "./needs.ts";

/** A step as a producer or user of files. */
export type Handling = {
  readonly id: string;
  readonly dependsOn: readonly string[];
  /** Workspace paths it declares to write. */
  readonly writes: readonly string[];
  /** The words of every command it runs. */
  readonly words: readonly string[];
};

/**
 * A run step depends on the step that produces what it runs (product: 2.3). Looked at are words that are paths, against what
 * earlier steps declare to write; "anything in the workspace" says too little to hold against a plan.
 */
export function producerErrors(steps: readonly Handling[]): readonly string[] {
  return steps.flatMap((step, index) =>
    steps.slice(0, index).flatMap((producer) => {
      const path = step.words.find(
        (word) => isPath(word) && producer.writes.some((written) => written !== "." && coversPath(written, word)),
      );
      if (path === undefined || dependentsOf(steps, [producer.id]).has(step.id) || dependentsOf(steps, [step.id]).has(producer.id))
        return [];
      return [`step "${step.id}" uses ${path}, which step "${producer.id}" writes; add "${producer.id}" to its dependsOn.`];
    }),
  );
}

function isPath(word: string): boolean {
  return /^[\w@%+:.,/-]+$/.test(word) && !word.startsWith("-") && !word.startsWith("/") && /[./]/.test(word) && !/^\.+$/.test(word);
}
