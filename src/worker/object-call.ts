/**
 * Calls an object from the Worker, with one retry where a retry is safe. The platform bounds the call's duration, and
 * the object bounds its own waits. An object that cannot answer is ObjectDown: reads may then degrade, writes are
 * refused with 503. A Problem thrown by the Worker between calls is not an object's failure and is thrown unchanged.
 */
import { Problem } from '../contract/problem.ts'

export class ObjectDown extends Error {
  override readonly name = 'ObjectDown'
}

/** @param call must get the stub itself, because a retry needs a new stub */
export async function callObject<Reply>(repeatable: boolean, call: () => Promise<Reply>): Promise<Reply> {
  try {
    return await call()
  } catch (error) {
    // Never retry on an overloaded object, because the retry would add to the overload.
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
