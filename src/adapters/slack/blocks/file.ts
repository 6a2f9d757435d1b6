import { removeControls } from "../../../outbound/control.ts";
import { bold, line } from "../../wording/piece.ts";
import type { Rendered } from "./content.ts";
import { layOut } from "./layout.ts";

/** So many messages a file becomes at most. */
const mostParts = 12;

/** A file as text, where none can be attached: exactly as it is, but for what nobody would see. */
export function renderFile(name: string, text: string): Rendered {
  const items = [line(bold("File: "), { text: name, style: "code" }), { code: removeControls(text) }];
  return layOut({ head: "", items, tail: [], file: null, mostParts });
}
