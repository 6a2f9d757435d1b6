/** How far from a cut its word may begin. Longer ones are cut: no value that is kept secret is so long and has no break. */
const reach = 2_048;

/**
 * The beginning of a text in at most `most` characters, ending where a word ends. What is cut here is looked through for secrets
 * later, and half of one would not be found. A single word that is too long is cut all the same.
 */
export function headOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = Math.max(0, most - reach);
  const gap = text.slice(from, most + 1).search(/\s\S*$/);
  return text.slice(0, gap > 0 ? from + gap : most).replace(/[\uD800-\uDBFF]$/, "");
}

/** The end of a text in at most `most` characters, beginning where a word begins. */
export function tailOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const begin = text.length - most;
  const gap = text.slice(begin - 1, begin + reach).search(/\s(?=\S)/);
  return text.slice(gap < 0 ? begin : begin + gap).replace(/^[\uDC00-\uDFFF]/, "");
}
