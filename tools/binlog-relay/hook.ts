/**
 * Tells the worker what was changed, signed. Invariant: a notice is given up only with the relay itself; each try is
 * signed anew, since an old time is refused, and keeps its id.
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

/** Returns the number of tries once the worker has acknowledged. Throws when the signal aborts. */
export async function tell(hook: Hook, notice: Notice, signal: AbortSignal): Promise<number> {
  const id = `msg_${randomUUID()}`
  const body = JSON.stringify(notice)
  for (let tries = 1; ; tries++) {
    const refusal = await refusalOf(hook, id, body, signal)
    if (refusal === null) return tries
    // What is refused will be refused again until somebody looks at secret, address or version.
    const refused = /^HTTP 4(?!08|29)/.test(refusal)
    hook.log(refused ? 'error' : 'warn', 'notice.failed', { reason: refusal, tries, ...(refused && { alert: true }) })
    await pause(tries, signal)
  }
}

/** Null when it was acknowledged. */
async function refusalOf({ url, secret }: Hook, id: string, body: string, signal: AbortSignal): Promise<string | null> {
  try {
    const signed = await signWebhook(secret, id, Math.floor(Date.now() / 1000), body)
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signed },
      body,
      // A redirect would lose the body, and answer 200.
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
