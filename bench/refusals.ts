/** Measures an attack by its answers: which request was refused, which limit refused it, and how soon. */
import type { Answer, Call } from './driver.ts'
import type { Shop } from './shop.ts'

const MAX_REQUESTS = 1_000

export interface Refusal {
  /** Number of requests that were judged before the refusal. */
  readonly judged: number
  /** Number of all requests, including the refused one. */
  readonly requests: number
  /**
   * Milliseconds until the refusal, which is its own time because the request was sent at once after the answer before.
   */
  readonly ms: number
  /** `account`: the lock; `address`: the counter of the network address; `bucket`: the plain limit of requests. */
  readonly by: 'account' | 'address' | 'bucket'
  readonly code: string
  readonly retryAfterSeconds: number
}

export type IsLast = (refusal: Refusal) => boolean

/** Sends calls 1, 2, 3 …, each after the answer to the one before, until `isLast` accepts a refusal. */
export async function untilRefused(
  { driver }: Shop,
  callOf: (number: number) => Call,
  isLast: IsLast = () => true,
): Promise<Refusal> {
  let judged = 0
  for (let requests = 1; requests <= MAX_REQUESTS; requests++) {
    const startedAt = performance.now()
    const answer = await driver.ask(callOf(requests))
    const ms = performance.now() - startedAt
    if (answer.status === 429) {
      const refusal = { judged, requests, ms, ...reasonOf(answer) }
      if (isLast(refusal)) return refusal
    } else if (answer.status === 401 || answer.status === 201) judged += 1
    else throw new Error(`an attack was answered ${answer.status}: ${answer.body.slice(0, 200)}`)
  }
  throw new Error(`${MAX_REQUESTS} requests of an attack were not refused`)
}

function reasonOf({ head, body }: Answer): Pick<Refusal, 'by' | 'code' | 'retryAfterSeconds'> {
  // The cast: a problem document (RFC 9457).
  const { code, detail } = JSON.parse(body) as { code: string; detail: string }
  const retryAfterSeconds = Number(/\r\nretry-after: *(\d+)/i.exec(head)?.[1])
  if (code === 'login_locked') return { by: 'account', code, retryAfterSeconds }
  // Both refusals have the same code and carry the bucket's header fields, so only the text distinguishes them.
  return { by: detail.includes('from this network') ? 'address' : 'bucket', code, retryAfterSeconds }
}

let count = 0

/** A new network address for each attack, from the addresses reserved for documentation (RFC 5737). */
export function newAddress(): string {
  count += 1
  const block = ['203.0.113', '198.51.100', '192.0.2'][Math.floor(count / 250)]
  if (block === undefined) throw new Error('the bench has no more addresses')
  return `${block}.${(count % 250) + 1}`
}
