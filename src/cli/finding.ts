/** What was found of one thing that is needed (`broken`) or could be used (`absent`). */
export type Finding = {
  readonly name: string;
  readonly status: "fine" | "broken" | "absent";
  readonly detail: string;
  /** What to do about it. */
  readonly cure: string | null;
};

export function fine(name: string, detail: string): Finding {
  return { name, status: "fine", detail, cure: null };
}

export function broken(name: string, detail: string, cure: string | null = null): Finding {
  return { name, status: "broken", detail, cure };
}

export function absent(name: string, detail: string): Finding {
  return { name, status: "absent", detail, cure: null };
}

/** A fault in one line; a Problem's message carries its cure. Of several things only the first is told. */
export function told(error: unknown): string {
  const [first = "", ...more] = (error instanceof Error ? error.message : String(error)).split("\n");
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
