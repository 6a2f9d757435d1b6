/** What tokens cost, in integer micro-dollars per million. */
export type Price = { readonly inputMicrosPerMillion: number; readonly outputMicrosPerMillion: number };

/** What a call costs, in micro-dollars. Rounded up: a call is never free. */
export function costOf(promptTokens: number, completionTokens: number, price: Price): number {
  return Math.ceil((promptTokens * price.inputMicrosPerMillion + completionTokens * price.outputMicrosPerMillion) / 1_000_000);
}

/** Bytes of UTF-8 that make a token at the least: half of what is usual, so that an estimate is never too low. */
const bytesPerToken = 2;

/** The most tokens a text can be. */
export function mostTokensIn(text: string): number {
  return Math.ceil(utf8Length(text) / bytesPerToken);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
