/** Longer texts are rarely said twice. */
const longest = 256;
/** Texts that are remembered: a few megabytes. */
const most = 10_000;

/**
 * Remembers which texts have nothing to be taken out: a card says hundreds of them again with every event, and each needs to be
 * looked at once only. What held something is never kept.
 */
export function rememberClean(clean: (text: string) => string): (text: string) => string {
  const known = new Set<string>();
  return (text) => {
    if (known.has(text)) return text;
    const cleaned = clean(text);
    if (cleaned === text && text.length <= longest) {
      if (known.size >= most) known.clear();
      known.add(text);
    }
    return cleaned;
  };
}
