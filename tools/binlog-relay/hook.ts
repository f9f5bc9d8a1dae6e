/**
 * Sends signed notices of changes to the worker's catalogue hook. Invariant: a notice is retried until the worker
 * acknowledges it or the relay stops. Each try keeps its id and has a new signature, because the worker refuses an old
 * time.
 */
import { randomUUID } from 'node:crypto'
import { describeError, type Log } from '../../src/contract/log.ts'
import { signWebhook } from '../../src/contract/standard-webhooks.ts'
import { pause } from './pause.ts'

const DEADLINE_MS = 15_000

export interface Hook {
  readonly url: string
  readonly secret: string
  readonly log: Log
}

export interface Notice {
  readonly products: readonly { readonly sku: string }[]
  readonly categories?: true
}

/** Sends the notice until the worker acknowledges it. @returns the number of tries. Throws when the signal aborts. */
export async function tell(hook: Hook, notice: Notice, signal: AbortSignal): Promise<number> {
  const id = `msg_${randomUUID()}`
  const body = JSON.stringify(notice)
  for (let tries = 1; ; tries++) {
    const refusal = await refusalOf(hook, id, body, signal)
    if (refusal === null) return tries
    // A 4xx repeats until an operator corrects the secret, the URL or the version, so it raises an alert.
    const refused = /^HTTP 4(?!08|29)/.test(refusal)
    hook.log(refused ? 'error' : 'warn', 'notice.failed', { reason: refusal, tries, ...(refused && { alert: true }) })
    await pause(tries, signal)
  }
}

/** Sends the notice once. @returns null when the worker acknowledged it, otherwise the reason */
async function refusalOf({ url, secret }: Hook, id: string, body: string, signal: AbortSignal): Promise<string | null> {
  try {
    const signed = await signWebhook(secret, id, Math.floor(Date.now() / 1000), body)
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      // A followed redirect would drop the body and could end with 200, which would count as an acknowledgement.
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]),
    })
    await response.arrayBuffer()
    return response.ok ? null : `HTTP ${response.status}`
  } catch (error) {
    signal.throwIfAborted()
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    return describeError(cause)
  }
}
