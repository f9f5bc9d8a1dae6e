/**
 * How the Worker calls objects: with one repeat where a repeat is safe. The platform bounds the call, and the object
 * bounds what it waits for. One that cannot answer is ObjectDown: reads may then degrade, writes are refused with 503.
 * A refusal of the Worker's own (Problem) that is thrown between calls is no failure of the object, and stays itself.
 */
import { Problem } from '../contract/problem.ts'

export class ObjectDown extends Error {
  override readonly name = 'ObjectDown'
}

/** @param call asks for the stub itself: a repeat needs a new one */
export async function callObject<Reply>(repeatable: boolean, call: () => Promise<Reply>): Promise<Reply> {
  try {
    return await call()
  } catch (error) {
    // An overloaded object is never asked again: that would feed the overload.
    const retryable = repeatable && marked(error, 'retryable') && !marked(error, 'overloaded')
    if (!retryable) throw failureOf(error)
  }
  try {
    return await call()
  } catch (error) {
    throw failureOf(error)
  }
}

function failureOf(error: unknown): Problem | ObjectDown {
  if (error instanceof Problem || error instanceof ObjectDown) return error
  return new ObjectDown(messageOf(error), { cause: error })
}

function marked(error: unknown, mark: 'retryable' | 'overloaded'): boolean {
  return typeof error === 'object' && error !== null && (error as Record<string, unknown>)[mark] === true
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
