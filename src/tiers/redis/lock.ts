/**
 * A lock in Redis for work that runs outside of any object. Invariants: only the owner renews or releases it; the
 * work's signal aborts before another can hold it, by this machine's clock; fences grow strictly from holder to holder.
 */
import { TierError } from '../calls/tier-error.ts'
import type { Locks } from '../l2.ts'
import type { Redis } from './commands.ts'
import { RELEASE_LOCK, RENEW_LOCK, TAKE_LOCK } from './scripts.ts'

type Run = <Value>(use: (redis: Redis) => Promise<Value>) => Promise<Value>

/** @param run one call through the tier's deadline and breaker */
export function redisLocks(run: Run, prefix: string): Locks {
  return {
    async withLock(name, ttlMs, work) {
      // The braces put both keys into one slot of a Redis Cluster.
      const lock = `${prefix}lock:{${name}}`
      const fenceKey = `${prefix}fence:{${name}}`
      const owner = crypto.randomUUID()
      const evaluate = (script: string, keys: string[], ...args: readonly unknown[]) =>
        run((redis) => redis.eval(script, keys, [owner, ...args].map(String)))

      const askedAt = performance.now()
      // Fails closed. A lock whose answer was lost may stay in Redis, without a holder, until its TTL.
      const fence = fenceOf(await evaluate(TAKE_LOCK, [lock, fenceKey], ttlMs, Date.now()))
      if (fence === null) return { held: false }
      const hold = new Hold(ttlMs, askedAt, async () => wasHeld(await evaluate(RENEW_LOCK, [lock], ttlMs)))
      try {
        return { held: true, value: await work({ fence, signal: hold.signal }) }
      } finally {
        hold.end()
        // Fails open: a lock that could not be released ends by its TTL.
        await evaluate(RELEASE_LOCK, [lock]).catch(() => {})
      }
    },
  }
}

type Timer = ReturnType<typeof setTimeout>

/** Share of the TTL surrendered early, as a margin for clock drift and late timers. */
const DRIFT = 0.05

/**
 * Renews at a third of the TTL. Expiry counts from when a renewal was sent, because Redis may have applied it at once.
 */
class Hold {
  readonly #ttlMs: number
  readonly #renew: () => Promise<boolean>
  readonly #lost = new AbortController()
  #expiry: Timer
  #renewal: Timer
  #ended = false

  constructor(ttlMs: number, askedAt: number, renew: () => Promise<boolean>) {
    this.#ttlMs = ttlMs
    this.#renew = renew
    this.#expiry = this.#expireAfter(askedAt)
    this.#renewal = this.#planRenewal()
  }

  get signal(): AbortSignal {
    return this.#lost.signal
  }

  end(): void {
    this.#ended = true
    clearTimeout(this.#expiry)
    clearTimeout(this.#renewal)
  }

  #planRenewal(): Timer {
    return setTimeout(() => void this.#renewOnce(), this.#ttlMs / 3)
  }

  #expireAfter(askedAt: number): Timer {
    const remainingMs = askedAt + this.#ttlMs * (1 - DRIFT) - performance.now()
    return setTimeout(() => this.#lose(), Math.max(0, remainingMs))
  }

  async #renewOnce(): Promise<void> {
    const askedAt = performance.now()
    // A missing answer does not yet mean loss: the next renewal may be in time; otherwise the expiry ends the hold.
    const held = await this.#renew().catch(() => null)
    if (this.#ended) return
    if (held === false) return this.#lose()
    if (held) {
      clearTimeout(this.#expiry)
      this.#expiry = this.#expireAfter(askedAt)
    }
    this.#renewal = this.#planRenewal()
  }

  #lose(): void {
    this.end()
    this.#lost.abort(new Error('the lock is lost'))
  }
}

/** Null when another holds the lock. */
function fenceOf(answer: unknown): number | null {
  if (answer === null) return null
  const fence = typeof answer === 'string' ? Number(answer) : Number.NaN
  if (!Number.isSafeInteger(fence) || fence < 1) throw new TierError('l2', 'down', 'not an answer of Redis')
  return fence
}

function wasHeld(answer: unknown): boolean {
  if (answer !== 0 && answer !== 1) throw new TierError('l2', 'down', 'not an answer of Redis')
  return answer === 1
}
