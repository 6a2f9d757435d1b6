/**
 * Lets every text that is written to a stream pass the redactor on its way out, whoever writes it: also a message of an error that
 * nobody expected. It looks at each write for itself. Bytes go as they are: the output of `adjutant sandbox` is passed through.
 */
export function guardStream(stream: NodeJS.WriteStream, redact: (text: string) => string): void {
  const write = stream.write;
  // The overloads differ in what follows the text, and that is handed on untouched.
  stream.write = ((chunk: unknown, ...rest: unknown[]): unknown =>
    Reflect.apply(write, stream, [typeof chunk === "string" ? redact(chunk) : chunk, ...rest])) as typeof stream.write;
}
