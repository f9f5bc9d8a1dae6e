/**
 * Stands for Zod's memoizer, which lets values pass that contain themselves. What comes in here was JSON, which cannot;
 * zod/mini has no memoizer by default either. See [alias] in wrangler.toml.
 */

/** Zod asks for one at every schema, and goes on without. */
export function memoizer(): undefined {}

export function isRecursiveSchema(): false {
  return false
}

export function isBackEdge(): false {
  return false
}

/** Named as Zod names it. */
export class $ZodCyclicError extends Error {}
