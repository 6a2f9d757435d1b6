/** A terminal's screen: what is left to be seen after everything was written. Knows the control sequences that we use. */
export class Terminal {
  readonly isTTY = true;
  readonly columns = 100;
  readonly rows: number;
  readonly #screen: string[] = [""];
  #row = 0;
  #column = 0;

  constructor(rows = 24) {
    this.rows = rows;
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences are what it reads
    for (const [part] of text.matchAll(/\u001b\[\d+[AJ]|[\n\r]|[^\u001b\n\r]+/g)) this.#take(part);
  }

  /** Its lines, without empty ones at the end. */
  lines(): readonly string[] {
    const last = this.#screen.findLastIndex((line) => line !== "");
    return this.#screen.slice(0, last + 1);
  }

  #take(part: string): void {
    if (part.endsWith("A") && part.startsWith("\u001b")) this.#row = Math.max(0, this.#row - Number.parseInt(part.slice(2), 10));
    else if (part === "\u001b[0J") this.#clear();
    else if (part === "\r") this.#column = 0;
    else if (part === "\n") this.#feed();
    else this.#put(part);
  }

  #clear(): void {
    this.#screen.length = this.#row + 1;
    this.#screen[this.#row] = this.#line().slice(0, this.#column);
  }

  #feed(): void {
    this.#row++;
    this.#column = 0;
    if (this.#row === this.#screen.length) this.#screen.push("");
  }

  #put(text: string): void {
    const line = this.#line().padEnd(this.#column);
    this.#screen[this.#row] = line.slice(0, this.#column) + text + line.slice(this.#column + text.length);
    this.#column += text.length;
  }

  #line(): string {
    return this.#screen[this.#row] ?? "";
  }
}
