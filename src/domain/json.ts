/** Anything that survives a round through JSON: step inputs, answers of a model, audit bodies. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
