import { exhaustionTrials } from "./exhaustion.ts";
import { kernelTrials } from "./kernel.ts";
import { lifeTrials } from "./life.ts";
import { networkTrials } from "./network.ts";
import { readingTrials } from "./reading.ts";
import type { Trial } from "./trial.ts";
import { writingTrials } from "./writing.ts";

/** Every attack there is, the product's own quick ones first in their group. */
export const trials: readonly Trial[] = [
  ...readingTrials,
  ...writingTrials,
  ...networkTrials,
  ...exhaustionTrials,
  ...lifeTrials,
  ...kernelTrials,
];
