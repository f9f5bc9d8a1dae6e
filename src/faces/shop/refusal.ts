/** A refusal of the API as a page sees it. A page shows it at the field or as its own page; it never guesses. */
import type { ProblemCode } from '../../contract/problem.ts'

/** The fields of the contract's problem document that pages use. */
export interface ProblemBody {
  readonly status: number
  readonly code: ProblemCode
  readonly detail: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
}

export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly problem: ProblemBody
  readonly retryAfter: string | null

  constructor(problem: ProblemBody, retryAfter: string | null = null) {
    super(problem.detail)
    this.problem = problem
    this.retryAfter = retryAfter
  }
}

/** The refusal when the error is one with this code, or with any code; null for every other error. */
export function refusalIn(error: unknown, ...codes: readonly ProblemCode[]): Refusal | null {
  if (!(error instanceof Refusal)) return null
  return codes.length === 0 || codes.includes(error.problem.code) ? error : null
}
