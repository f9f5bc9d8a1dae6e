/** The result of the last action, named in words, with its undo where one exists. */
import { signal } from '@preact/signals'
import { changed } from './live.ts'

interface Result {
  readonly text: string
  /** Takes the action back, and returns the text of that result. */
  readonly undo?: () => Promise<string>
  /** Whether an undo has failed. */
  readonly isFailure?: boolean
}

export const result = signal<Result | null>(null)

/** Names the result of an action, and has the page read its data again. */
export function done(text: string, undo?: () => Promise<string>): void {
  result.value = { text, ...(undo && { undo }) }
  changed()
}

export function failed(text: string): void {
  result.value = { text, isFailure: true }
  changed()
}
