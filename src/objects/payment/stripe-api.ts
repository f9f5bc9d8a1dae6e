/**
 * Calls of Stripe's API. Invariant: a write carries an idempotency key, so that a repeat has no second effect; a throw
 * means that the outcome is unknown. An error names neither the key nor the parameters.
 */
import type { Config } from '../../contract/config.ts'

/** The version of the answers, independent of the account's default. */
const VERSION = '2026-10-28.endive'
const ANSWER_MS = 7_000
const TRIES = 3
/** Longer pauses are left to the caller's own repeats. */
const MAX_PAUSE_MS = 2_000

type Value = string | number | StripeParams | readonly Value[]
export type StripeParams = { readonly [name: string]: Value }

export interface StripePorts {
  /** `https://api.stripe.com`, except in tests. */
  readonly origin: string
  readonly secretKey: string
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly wait: (ms: number) => Promise<void>
}

/** The ports of a deployment. */
export function stripePorts({ STRIPE_API_ORIGIN: origin, STRIPE_SECRET_KEY: secretKey = '' }: Config): StripePorts {
  return {
    ...{ origin, secretKey },
    fetch: (url, init) => fetch(url, init),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  }
}

export class StripeError extends Error {
  override readonly name = 'StripeError'
}

export class StripeApi {
  readonly #ports: StripePorts

  constructor(ports: StripePorts) {
    this.#ports = ports
  }

  get<Body>(path: string, params: StripeParams): Promise<Body> {
    const query = encoded(params)
    return this.#call(`${path}?${query}`, { method: 'GET' })
  }

  /** @param key the idempotency key, which Stripe keeps for at least 24 hours */
  post<Body>(path: string, params: StripeParams, key: string): Promise<Body> {
    const headers = { 'Idempotency-Key': key, 'Content-Type': 'application/x-www-form-urlencoded' }
    return this.#call(path, { method: 'POST', headers, body: encoded(params).toString() })
  }

  async #call<Body>(path: string, init: RequestInit): Promise<Body> {
    const { origin, secretKey, fetch, wait } = this.#ports
    const headers = { ...init.headers, Authorization: `Bearer ${secretKey}`, 'Stripe-Version': VERSION }
    for (let tries = 1; ; tries++) {
      const answer = await fetch(`${origin}/v1/${path}`, {
        ...init,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_MS),
      }).catch(() => null)
      // The cast: the callers name the fields that they read.
      if (answer?.status === 200) return (await answer.json()) as Body
      const pauseMs = answer ? pauseOf(answer, tries) : 100 * tries
      const reason = answer ? await reasonOf(answer) : 'no answer'
      if (pauseMs === null || pauseMs > MAX_PAUSE_MS || tries >= TRIES) throw new StripeError(`Stripe: ${reason}`)
      await wait(pauseMs)
    }
  }
}

/** Null if a repeat would be answered alike. */
function pauseOf({ status, headers }: Response, tries: number): number | null {
  const should = headers.get('stripe-should-retry')
  if (should === 'false') return null
  if (should !== 'true' && status !== 409 && status !== 429 && status < 500) return null
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) ? seconds * 1000 : 100 * tries
}

/** Stripe's type and code of the error, without its text, which may repeat parameters. */
async function reasonOf(answer: Response): Promise<string> {
  try {
    const { error } = (await answer.json()) as { readonly error?: { readonly type?: string; readonly code?: string } }
    return [answer.status, error?.type, error?.code].filter(Boolean).join(' ')
  } catch {
    return String(answer.status)
  }
}

/** `{a: {b: 1}, c: [{d: 2}]}` as `a[b]=1&c[0][d]=2`. */
function encoded(params: StripeParams): URLSearchParams {
  const search = new URLSearchParams()
  const add = (name: string, value: Value) => {
    if (typeof value !== 'object') search.append(name, String(value))
    else for (const [key, each] of Object.entries(value)) add(`${name}[${key}]`, each)
  }
  for (const [name, value] of Object.entries(params)) add(name, value)
  return search
}

type Metadata = { readonly [name: string]: string }

/** The metadata of a payment intent, which a dispute does not carry itself. */
export async function metadataOf(ports: StripePorts, intent: string): Promise<Metadata | null> {
  const path = `payment_intents/${encodeURIComponent(intent)}`
  return (await new StripeApi(ports).get<{ readonly metadata?: Metadata | null }>(path, {})).metadata ?? null
}
