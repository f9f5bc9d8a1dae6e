/** Counts how a piece of work ended. */

import { Problem } from '../../contract/problem.ts'
import type { Counter } from '../../domain/metrics/registry.ts'

/** `refused`: the client got a reason that is its own; `error`: the service could not do it. */
export type Failure = 'refused' | 'error'

/** @param counterOf the counter of an outcome. Throws what the work throws. */
export async function counted<Value>(
  counterOf: (outcome: 'done' | Failure, error?: unknown) => Counter,
  work: () => Promise<Value>,
): Promise<Value> {
  let outcome: 'done' | Failure = 'done'
  let thrown: unknown
  try {
    return await work()
  } catch (error) {
    outcome = error instanceof Problem && error.status < 500 ? 'refused' : 'error'
    thrown = error
    throw error
  } finally {
    counterOf(outcome, thrown).add()
  }
}
