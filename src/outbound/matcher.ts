import { addInterval, type Interval } from "./interval.ts";

/** Finds every place where one of many words occurs, in any case, in one pass over the text; overlapping places are told as one. */
export type Matcher = (text: string) => readonly Interval[];

type Node = { readonly next: Map<number, Node>; fail: Node | null; length: number; name: string };

/**
 * An Aho–Corasick automaton: words into a trie, and from each node a link to the longest other beginning that its path ends
 * in. The text is read once whatever the number of words; each place where words end is told with the longest of them.
 */
export function createMatcher(words: ReadonlyMap<string, string>): Matcher {
  const root = createNode();
  for (const [word, name] of words) plant(root, word, name);
  link(root);
  return (text) => {
    const found: Interval[] = [];
    if (words.size === 0) return found;
    let node = root;
    for (let at = 0; at < text.length; at++) {
      node = step(root, node, fold(text.charCodeAt(at)));
      const start = at + 1 - node.length;
      if (node.length > 0) addInterval(found, { from: start, start, end: at + 1, name: node.name });
    }
    return found;
  };
}

/** Letters of ASCII in lower case: hex digits, percent codes and values that a tool put into upper case. */
function fold(unit: number): number {
  return unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
}

function createNode(): Node {
  return { next: new Map(), fail: null, length: 0, name: "" };
}

function plant(root: Node, word: string, name: string): void {
  let node = root;
  for (let at = 0; at < word.length; at++) {
    const unit = fold(word.charCodeAt(at));
    const child = node.next.get(unit) ?? createNode();
    node.next.set(unit, child);
    node = child;
  }
  node.length = word.length;
  node.name = name;
}

/** Sets the links breadth first, so that every link leads to a node that is finished. */
function link(root: Node): void {
  let level: Node[] = [...root.next.values()];
  for (const node of level) node.fail = root;
  while (level.length > 0) {
    const below: Node[] = [];
    for (const node of level) {
      for (const [unit, child] of node.next) {
        const fail = step(root, node.fail ?? root, unit);
        child.fail = fail;
        if (child.length === 0) Object.assign(child, { length: fail.length, name: fail.name });
        below.push(child);
      }
    }
    level = below;
  }
}

function step(root: Node, from: Node, unit: number): Node {
  let node: Node | null = from;
  while (node !== null) {
    const child = node.next.get(unit);
    if (child !== undefined) return child;
    node = node.fail;
  }
  return root;
}
