/** A refusal of the API, or a failure to reach it, as one error with a closed code. */
import type { Problem, ProblemCode } from './api.ts'

/** `network`: no answer came, so that the request may or may not have been applied. `aborted`: the caller's signal. */
export type ErrorCode = ProblemCode | 'network' | 'aborted' | 'bad_answer'

interface Facts {
  readonly status?: number
  readonly requestId?: string | null
  readonly body?: Partial<Problem> | null
  readonly retryAfterMs?: number | null
  readonly cause?: unknown
}

/**
 * @example
 * try {
 *   await pannier.call('POST /v1/cart/items', { body: { sku: 'tea', quantity: 1 } })
 * } catch (error) {
 *   if (error instanceof PannierError && error.code === 'quantity_limit') show(error.detail)
 *   else throw error
 * }
 */
export class PannierError extends Error {
  override readonly name = 'PannierError'
  declare readonly code: ErrorCode
  /** The HTTP status; 0 when there was no answer. */
  declare readonly status: number
  declare readonly detail: string
  declare readonly requestId: string | null
  /** The problem document, with the further fields of its code. */
  declare readonly body: Partial<Problem> | null
  /** The time after which the server asked to try again. */
  declare readonly retryAfterMs: number | null

  constructor(code: ErrorCode, detail: string, facts: Facts = {}) {
    const { status = 0, requestId = null, body = null, retryAfterMs = null, cause } = facts
    super(detail, { cause })
    Object.assign(this, { code, detail, status, requestId, body, retryAfterMs })
  }
}

/** Whether the same request may succeed later. */
export function isTransient(error: unknown): error is PannierError {
  return (
    error instanceof PannierError &&
    (error.code === 'network' || error.status === 503 || error.status === 429 || error.status === 500)
  )
}

export async function errorOf(response: Response): Promise<PannierError> {
  // The cast: a proxy's answer has no code.
  const body = (await response.json().catch(() => null)) as Partial<Problem> | null
  const afterMs = Number(response.headers.get('Retry-After') ?? Number.NaN) * 1000
  return new PannierError(body?.code ?? 'bad_answer', body?.detail ?? `The answer was ${response.status}.`, {
    status: response.status,
    requestId: body?.requestId ?? response.headers.get('X-Request-Id'),
    body,
    retryAfterMs: afterMs >= 0 ? afterMs : null,
  })
}
