/**
 * Edits that were not saved yet, by the path of what they change. Invariant: leaving a page of the console, or a sign-in
 * that ends, loses no edit; it is shown again when the operator comes back.
 */
import type { Fields } from './three-way.ts'

interface Kept {
  /** The state that the operator found. */
  readonly base: Fields
  readonly draft: Fields
}

export const drafts = new Map<string, Kept>()
