import { z } from "zod";

/** One line for people: a title, a name, a path. Bounded far above sense, so that only runaway output is refused. */
export const line = () => z.string().max(2_000);

/** A paragraph or a page. */
export const prose = () => z.string().max(50_000);

/** A whole document. */
export const document = () => z.string().max(500_000);

/** Anything but silence. */
export const said = <Text extends z.ZodString>(text: Text): Text => text.min(1, "must not be empty");

/** A share between nothing and everything. */
export const share = () => z.number().min(0).max(1);
