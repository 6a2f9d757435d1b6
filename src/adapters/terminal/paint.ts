import { styleText } from "node:util";

/** The few looks there are. Without colour every one of them leaves the text as it is. */
export type Paint = Readonly<Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan", (text: string) => string>>;

/** Looks for a stream that shows colour, or for one that does not. */
export function createPaint(colour: boolean): Paint {
  const look = (name: keyof Paint) => (text: string) => (colour && text !== "" ? styleText(name, text, { validateStream: false }) : text);
  return { bold: look("bold"), dim: look("dim"), red: look("red"), green: look("green"), yellow: look("yellow"), cyan: look("cyan") };
}
