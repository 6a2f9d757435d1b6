import type { Task } from "./task.ts";

/** `shop · /src/shop · copy · 4f2c1a9` */
export function placeOf(task: Task): string {
  return [...(task.space === null ? [] : [task.space]), sourceOf(task), ...baseOf(task)].join(" · ");
}

/** The same in short: a space says where it is. */
export function whereOf(task: Task): string {
  return [task.space ?? sourceOf(task), ...baseOf(task)].join(" · ");
}

function sourceOf({ place }: Task): string {
  return place.source === null ? "an empty folder" : `${place.source} (${place.kind})`;
}

function baseOf({ place }: Task): readonly string[] {
  return place.base === null ? [] : [place.base.slice(0, 7)];
}
