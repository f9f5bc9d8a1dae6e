/**
 * Refuses requests at once when this isolate has more of them than it can answer in time. Otherwise each request would
 * wait behind others whose clients no longer wait, and none would be answered in time.
 * Invariants: an admitted request finds at most as many before it as were answered within the time allowed for its
 * class a moment ago; a few are always admitted, so that the isolate notices when it has become fast again; slow
 * requests of one class do not refuse another class; browsing is refused before carts, and carts before checkouts.
 */
import { type Access, isForOperators } from '../../contract/access.ts'
import { unavailable } from '../../contract/problem.ts'
import { type Metrics, Registry } from '../../domain/metrics/registry.ts'

/** Kinds of work, in the order in which an overloaded isolate refuses them. */
export type Work = 'browsing' | 'cart' | 'checkout'

/** The longest expected wait of an admitted request, as a share of MAX_WAIT_MS; shoppers give up after about 10 s. */
const PATIENCE: { readonly [W in Work]: number } = { browsing: 0.6, cart: 1, checkout: 1.6 }
/** This many requests of a class are always admitted, even if they are slow. */
const ALWAYS_ADMITTED = 32
/** A request that is older than this was cancelled with its client's connection, so it never ends, in ms. */
const CANCELLED_MS = 15_000
/**
 * Time over which answers are counted, in ms: short, because hundreds of requests can arrive before the first count.
 */
const WINDOW_MS = 200
/** A rate that is older than this does not predict the next burst, in ms. */
const OUTDATED_MS = 5_000

export class Overload {
  readonly #maxWaitMs: number
  readonly #metrics: Metrics
  readonly #queues: { readonly [W in Work]: Queue }

  /** @param maxWaitMs the longest expected wait of a cart's request; 0 admits every request. @param now time in ms */
  constructor(maxWaitMs: number, now: () => number, metrics: Metrics = new Registry()) {
    this.#maxWaitMs = maxWaitMs || Number.POSITIVE_INFINITY
    this.#metrics = metrics
    this.#queues = { browsing: new Queue(now), cart: new Queue(now), checkout: new Queue(now) }
  }

  /** Returns the function to call when the request is answered. Throws a Problem. */
  enter(work: Work): () => void {
    const queue = this.#queues[work]
    const waitMs = queue.expectedWaitMs()
    if (waitMs > PATIENCE[work] * this.#maxWaitMs) {
      this.#metrics.counter('shed_total', { class: work }).add()
      const seconds = Math.ceil(Math.min(waitMs, MAX_RETRY_MS) / 1000)
      throw unavailable('The server has more requests than it can answer in time.', seconds)
    }
    return queue.enter()
  }
}

const MAX_RETRY_MS = 30_000

/** The requests of one class that are under way, and how fast they are answered while there are many. */
class Queue {
  readonly #now: () => number
  /** Oldest first. */
  readonly #underWay = new Set<{ readonly startedAt: number }>()
  /** Answers in each ms, smoothed; null before the first window and when it is outdated. */
  #rate: number | null = null
  #windowAt = 0
  #answered = 0

  constructor(now: () => number) {
    this.#now = now
  }

  expectedWaitMs(): number {
    if (this.#underWay.size < ALWAYS_ADMITTED) return 0
    const now = this.#now()
    for (const request of this.#underWay) {
      if (now - request.startedAt < CANCELLED_MS) break
      this.#underWay.delete(request)
    }
    return this.#underWay.size < ALWAYS_ADMITTED ? 0 : this.#underWay.size / this.#rateAt(now)
  }

  enter(): () => void {
    const request = { startedAt: this.#now() }
    this.#underWay.add(request)
    // A time with few requests does not show how many could be answered.
    if (this.#underWay.size === ALWAYS_ADMITTED) {
      if (request.startedAt - this.#windowAt > OUTDATED_MS) this.#rate = null
      this.#startWindow(request.startedAt)
    }
    return () => this.#leave(request)
  }

  #leave(request: { readonly startedAt: number }): void {
    const isBusy = this.#underWay.size >= ALWAYS_ADMITTED
    const now = this.#now()
    this.#underWay.delete(request)
    this.#answered++
    if (!isBusy || now - this.#windowAt < WINDOW_MS) return
    this.#rate = this.#rateAt(now)
    this.#startWindow(now)
  }

  #rateAt(now: number): number {
    const elapsedMs = now - this.#windowAt
    if (this.#rate !== null) return (this.#answered + this.#rate * WINDOW_MS) / (elapsedMs + WINDOW_MS)
    return elapsedMs < WINDOW_MS ? Number.POSITIVE_INFINITY : this.#answered / elapsedMs
  }

  #startWindow(now: number): void {
    this.#windowAt = now
    this.#answered = 0
  }
}

/** The class of a request, or null for requests that are always admitted: operators' requests and probes. */
export function workOf(method: string, path: string, access: Access): Work | null {
  if (isForOperators(access) || PROBES.has(path)) return null
  const reads = method === 'GET' || method === 'HEAD'
  if (access === 'public' && reads) return 'browsing'
  return reads || path.startsWith('/v1/cart') || path === '/v1/auth/guest' ? 'cart' : 'checkout'
}

const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz'])
