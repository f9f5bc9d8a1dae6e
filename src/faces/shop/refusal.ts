/** A refusal of the API. A page shows it at the field that caused it, or as an error page. */
import { Problem, type ProblemCode } from '../../contract/problem.ts'

/** The fields of the contract's problem document that pages use. */
export interface ProblemBody {
  readonly status: number
  readonly code: ProblemCode
  readonly detail: string
  readonly errors?: readonly {
    readonly path: string
    readonly message: string
    /** Units that are left of the SKU at `path`; only with `insufficient_stock`. */
    readonly available?: number
  }[]
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

/** The token has expired, or the cart was merged into an account's: the next write creates another guest. */
export const ENDED: readonly ProblemCode[] = ['unauthenticated', 'cart_merged', 'erased']

/** The refusal if the error has one of these codes, or any code if none is given; null for every other error. */
export function refusalIn(error: unknown, ...codes: readonly ProblemCode[]): Refusal | null {
  if (!(error instanceof Refusal)) return null
  return codes.length === 0 || codes.includes(error.problem.code) ? error : null
}

/** A refusal of the API, such as of a sign-in that could not be renewed, reaches a script as it is. */
export function problemIn(error: Error): Error {
  const refusal = refusalIn(error)
  if (!refusal) return error
  const { problem, retryAfter } = refusal
  return new Problem(problem.code, problem.detail, {
    headers: retryAfter === null ? {} : { 'Retry-After': retryAfter },
  })
}
